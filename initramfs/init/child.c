// SPDX-License-Identifier: GPL-2.0-only
#include "child.h"
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void become(const char *path, char *const argv[], bool console)
{
	/* A session with the console as its terminal gives a shell job control and Ctrl-C. */
	if (console) {
		setsid();
		ioctl(STDIN_FILENO, TIOCSCTTY, 1);
	}
	execve(path, argv, environ);
	_exit(127);
}

int child_run(const char *path, char *const argv[], bool console)
{
	int status = 0;
	pid_t child, ended;

	/* Not fork(): its locks would be a sixth of /init. The child only execs or exits. */
	child = vfork();
	if (child < 0)
		return -errno;
	if (child == 0)
		become(path, argv, console);
	/* Of a shell there may be orphans, which come to PID 1. */
	do
		ended = waitpid(console ? -1 : child, &status, 0);
	while (ended != child && (ended > 0 || errno == EINTR));
	if (ended != child)
		return -errno;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
