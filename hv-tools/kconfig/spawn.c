// SPDX-License-Identifier: GPL-2.0-only
#include "spawn.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int redirect(const char *path, int flags, int to)
{
	int fd = open(path ? path : "/dev/null", flags, 0666);

	return fd < 0 || dup2(fd, to) < 0 ? -1 : close(fd);
}

static _Noreturn void become(const struct kconf_spawn *how, char *const argv[])
{
	if (redirect(how->input, O_RDONLY, STDIN_FILENO) == 0 &&
	    redirect(how->log, O_WRONLY | O_CREAT | O_APPEND, STDOUT_FILENO) == 0 &&
	    dup2(STDOUT_FILENO, STDERR_FILENO) >= 0 && (!how->folder || chdir(how->folder) == 0))
		execvpe(argv[0], argv, how->environ ? how->environ : environ);
	dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(127); /* lint: exits, because it is the child */
}

int kconf_spawn(const struct kconf_spawn *how, char *const argv[])
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return -errno;
	if (child == 0)
		become(how, argv);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}
