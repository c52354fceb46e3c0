// SPDX-License-Identifier: GPL-2.0-only
#include "helper.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>

enum { POLL_MS = 5 };

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static _Noreturn void become(const struct helper *helper, int out)
{
	char *const argv[] = { (char *)helper->path, (char *)helper->argument, NULL };
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", locale[] = "LC_ALL=C";
	char *const environment[] = { path, locale, NULL };
	const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* All else of the daemon's is closed by execve(2). */
	if (setpgid(0, 0) == 0 && nothing >= 0 && dup2(nothing, STDIN_FILENO) == 0 &&
	    dup2(out, STDOUT_FILENO) == STDOUT_FILENO)
		execve(helper->path, argv, environment);
	_exit(127);
}

/* Wait for @fd, or for @until. 0, or -ETIMEDOUT, -ECANCELED. */
static int wait_for(int fd, int stop_fd, int64_t until)
{
	struct pollfd p[] = { { stop_fd, POLLIN, 0 }, { fd, POLLIN, 0 } };

	for (;;) {
		const int64_t left = until - now_ms();
		const int n = left <= 0 ? 0 : poll(p, 2, (int)left);

		if (n == 0)
			return -ETIMEDOUT;
		if (n > 0)
			return p[0].revents ? -ECANCELED : 0;
		if (errno != EINTR)
			return -errno;
	}
}

static int read_output(int fd, int stop_fd, int64_t until, char *ret)
{
	size_t len = 0;

	for (;;) {
		int rc = wait_for(fd, stop_fd, until);
		ssize_t n;

		if (rc < 0)
			return rc;
		n = read(fd, ret + len, HELPER_OUTPUT - len);
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
		if (len == HELPER_OUTPUT)
			return -EOVERFLOW;
	}
	ret[len] = '\0';
	return 0;
}

/*
 * Its output has ended; it should, too. It is not taken note of yet: its number, and its group's, stays its
 * own.
 */
static int wait_for_end(pid_t pid, int stop_fd, int64_t until)
{
	siginfo_t info;

	for (;;) {
		const int64_t next = now_ms() + POLL_MS;
		int rc;

		info.si_pid = 0;
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
			return -errno;
		if (info.si_pid == pid)
			return 0;
		rc = wait_for(-1, stop_fd, next < until ? next : until);
		if (rc != -ETIMEDOUT || now_ms() >= until)
			return rc;
	}
}

/* Nothing that it has left behind goes on, after a good end neither. */
static int end(pid_t pid, int rc)
{
	int status = 0;

	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (rc < 0)
		return rc;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}

int helper_run(const struct helper *helper, char ret[HELPER_OUTPUT])
{
	const int64_t until = now_ms() + helper->deadline_ms;
	AUTO_CLOSE int in = -1;
	int ends[2], rc;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	in = ends[0];
	pid = fork();
	if (pid == 0)
		become(helper, ends[1]);
	close(ends[1]);
	if (pid < 0)
		return -EAGAIN;
	setpgid(pid, pid); /* whoever of us comes first */
	rc = read_output(in, helper->stop_fd, until, ret);
	if (rc == 0)
		rc = wait_for_end(pid, helper->stop_fd, until);
	return end(pid, rc);
}
