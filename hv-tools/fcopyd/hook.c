// SPDX-License-Identifier: GPL-2.0-only
#include "hook.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOT_RUN = 127, NS_PER_S = 1000000000 };

_Noreturn static void become(const char *program, const char *file)
{
	char *const words[] = { (char *)program, (char *)file, NULL };
	char *const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", NULL };
	const int null = open("/dev/null", O_RDWR);
	sigset_t none;

	sigemptyset(&none);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	if (null >= 0 && setpgid(0, 0) == 0 && dup2(null, STDIN_FILENO) >= 0 &&
	    dup2(null, STDOUT_FILENO) >= 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0)
		execve(program, words, environment);
	_exit(NOT_RUN);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* True when @pid ended before @end_ns; it is not yet waited for, so its number stays its own. */
static bool ends_until(pid_t pid, int64_t end_ns)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (;;) {
		const int64_t left = end_ns - now_ns();
		const struct timespec t = { .tv_sec = (time_t)(left / NS_PER_S),
			                    .tv_nsec = (long)(left % NS_PER_S) };

		siginfo_t info = { .si_pid = 0 };

		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    info.si_pid == pid)
			return true;
		if (left <= 0)
			return false;
		sigtimedwait(&child, NULL, &t);
	}
}

int hook_run(const char *program, const char *file, unsigned int seconds)
{
	const pid_t pid = fork();
	int status = 0;
	bool ended;

	if (pid < 0)
		return -errno;
	if (pid == 0)
		become(program, file);
	setpgid(pid, pid); /* also here: it may not have got so far when its time is over */
	ended = ends_until(pid, now_ns() + (int64_t)seconds * NS_PER_S);
	kill(-pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (!ended)
		return -ETIME;
	if (!WIFEXITED(status))
		return -EINTR;
	return WEXITSTATUS(status) == NOT_RUN ? -ECHILD : WEXITSTATUS(status);
}
