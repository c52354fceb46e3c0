// SPDX-License-Identifier: GPL-2.0-only
/* hvkit: every program of the kit in one, known by the name it is called. See hvkit.8. */
#include "cli.h"
#include "links.h"
#include "program.h"
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct options {
	bool list;
	const char *install;
};

#define AT(field) offsetof(struct options, field)

static const struct hv_option option_table[] = {
	{ "list", 'l', HV_OPTION_FLAG, NULL, "the names of the programs, a line each", AT(list), 0,
	  0 },
	{ "install", 'i', HV_OPTION_STRING, "DIR",
	  "in DIR, make a link to this program for each name", AT(install), 0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvkit",
	.synopsis = "PROGRAM [WORD]... | --list | --install DIR",
	.summary =
		"Every program of hvkit in one. It is the one that it is called, or its first word.",
	.options = option_table,
};

static int list_programs(void)
{
	for (const struct program *p = programs; p->name; p++)
		puts(p->name);
	return fflush(stdout) == 0 && !ferror(stdout) ? HV_EXIT_OK : HV_EXIT_FAILED;
}

static int install(const char *dir)
{
	const char *name = NULL;
	const int rc = links_make(dir, &name);

	if (rc == 0)
		return HV_EXIT_OK;
	fprintf(stderr, "hvkit: %s%s%s: %s\n", dir, name ? "/" : "", name ? name : "",
	        strerror(-rc));
	return HV_EXIT_FAILED;
}

static int be_hvkit(int argc, char **argv)
{
	struct options o = { 0 };
	const struct program *program;
	const int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (o.list)
		return list_programs();
	if (o.install)
		return install(o.install);
	program = first < argc ? program_find(argv[first]) : NULL;
	if (program)
		return program->main(argc - first, argv + first);
	fprintf(stderr, "hvkit: %s%s; see hvkit --list\n",
	        first < argc ? "no such program: " : "the name of a program is missing",
	        first < argc ? argv[first] : "");
	return HV_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const struct program *program = argc > 0 ? program_find(argv[0]) : NULL;

	return program ? program->main(argc, argv) : be_hvkit(argc, argv);
}
