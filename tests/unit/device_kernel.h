/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's side of a daemon's character device, for tests: one end of a SOCK_SEQPACKET pair, which keeps
 * messages apart as the device does. The daemon runs in a process of its own with the other end.
 */
#pragma once
#include "tap.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct kernel {
	int fd;       /* ours */
	pid_t daemon; /* 0 = none */
};

/* Start @run(@ctx, path), whose path is that of its device, "fd:N"; its return value is its exit code. */
static inline void kernel_start(struct kernel *k, int (*run)(void *ctx, const char *path),
                                void *ctx)
{
	char path[16];
	int ends[2];

	is_int(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	fflush(stdout);
	k->daemon = fork();
	if (k->daemon == 0) {
		close(ends[0]);
		snprintf(path, sizeof(path), "fd:%d", ends[1]);
		_exit(run(ctx, path));
	}
	close(ends[1]);
	k->fd = ends[0];
}

static inline void kernel_send(struct kernel *k, const void *message, size_t len)
{
	is_int(send(k->fd, message, len, MSG_NOSIGNAL), len);
}

/* One message within ten seconds: its length, 0 when the daemon has closed, -1 when nothing came. */
static inline ssize_t kernel_receive(struct kernel *k, void *message, size_t size)
{
	struct pollfd p = { .fd = k->fd, .events = POLLIN };

	if (poll(&p, 1, 10000) != 1)
		return -1;
	return recv(k->fd, message, size, 0);
}

/* Whether nothing comes within @ms milliseconds. */
static inline bool kernel_is_quiet(struct kernel *k, int ms)
{
	struct pollfd p = { .fd = k->fd, .events = POLLIN };

	return poll(&p, 1, ms) == 0;
}

/* Send @signal (0 = none), close our end and wait: the exit code, or 256 and the signal that killed it. */
static inline int kernel_stop(struct kernel *k, int signal)
{
	int status = 0;

	if (signal)
		kill(k->daemon, signal);
	close(k->fd);
	waitpid(k->daemon, &status, 0);
	k->daemon = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}
