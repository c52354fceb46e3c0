// SPDX-License-Identifier: GPL-2.0-only
/*
 * Not part of kconf: kconf check (../resolve.c) links it with a kernel tree's own scripts/kconfig, whose
 * conf.c is compiled with main() renamed to conf_main() and its call of conf_parse() to conf_parsed().
 *
 * Reading a tree's Kconfig files takes seconds, for each $(cc-option,...) runs the compiler; resolving one config
 * takes a tenth of one. So the files are read once, and each config is resolved by a child that has them.
 *
 * Standard input has a job on each line: the config asked for, where the final one goes, where what kconfig says
 * goes, parted by tabs. Exit status: 0, or 1 when the files cannot be read or a line is no job; whether a job
 * went well shows in its files.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int conf_main(int argc, char **argv);
void conf_parse(const char *name);
void conf_parsed(const char *name);

static char kconfig[] = "Kconfig";

/* It has been, by our parent. */
void conf_parsed(const char *name)
{
	(void)name;
}

static int resolve(const char *asked, const char *final, const char *log)
{
	char *argv[] = { (char[]){ "conf" }, (char[]){ "-s" }, (char[]){ "--allnoconfig" }, kconfig,
		         NULL };

	if (!freopen(log, "a", stderr) || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ||
	    setenv("KCONFIG_ALLCONFIG", asked, 1) < 0 || setenv("KCONFIG_CONFIG", final, 1) < 0)
		return 1;
	return conf_main(4, argv);
}

static int run(char *line)
{
	char *asked = strsep(&line, "\t"), *final = strsep(&line, "\t"), *log = line;
	pid_t child;

	if (!final || !log)
		return 1;
	log[strcspn(log, "\n")] = '\0';
	child = fork();
	if (child == 0)
		exit(resolve(asked, final, log));
	return child < 0 || waitpid(child, NULL, 0) < 0;
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	int failed = 0;

	/*
	 * Nothing is read ahead: a child that exits would give it back to the file, whose position is ours
	 * too, and we would read the same jobs for ever.
	 */
	setvbuf(stdin, NULL, _IONBF, 0);
	conf_parse(kconfig);
	fflush(NULL);
	while (!failed && getline(&line, &room, stdin) > 0)
		failed = run(line);
	free(line);
	return failed;
}
