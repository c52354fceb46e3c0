// SPDX-License-Identifier: GPL-2.0-only
#include "loop.h"
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { BATCH = 16, NS_PER_S = 1000000000 };

int hv_loop_init(struct hv_loop *loop)
{
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	return loop->epoll_fd < 0 ? -errno : 0;
}

void hv_loop_done(struct hv_loop *loop)
{
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	loop->epoll_fd = -1;
}

int hv_loop_add(struct hv_loop *loop, struct hv_loop_source *source, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = source };

	return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, source->fd, &ev) < 0 ? -errno : 0;
}

int hv_loop_remove(struct hv_loop *loop, const struct hv_loop_source *source)
{
	return epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, source->fd, NULL) < 0 ? -errno : 0;
}

int hv_loop_run(struct hv_loop *loop)
{
	struct epoll_event ready[BATCH];

	for (;;) {
		int n = epoll_wait(loop->epoll_fd, ready, BATCH, -1);

		if (n < 0 && errno != EINTR)
			return -errno;
		for (int i = 0; i < n; i++) {
			const struct hv_loop_source *s = ready[i].data.ptr;
			int rc = s->fn(s->ctx, s->fd, ready[i].events);

			if (rc != 0)
				return rc == HV_LOOP_STOP ? 0 : rc;
		}
	}
}

int hv_signal_fd(const int *signals, int count)
{
	sigset_t set;
	int fd, rc;

	sigemptyset(&set);
	for (int i = 0; i < count; i++)
		sigaddset(&set, signals[i]);
	rc = pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (rc != 0)
		return -rc;
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

int hv_timer_fd(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

static struct timespec to_timespec(uint64_t ns)
{
	return (struct timespec){ .tv_sec = (time_t)(ns / NS_PER_S),
		                  .tv_nsec = (long)(ns % NS_PER_S) };
}

int hv_timer_arm(int fd, uint64_t first_ns, uint64_t every_ns)
{
	struct itimerspec t = { .it_value = to_timespec(first_ns),
		                .it_interval = to_timespec(every_ns) };

	return timerfd_settime(fd, 0, &t, NULL) < 0 ? -errno : 0;
}

uint64_t hv_fd_drain(int fd)
{
	uint64_t count = 0;

	if (read(fd, &count, sizeof(count)) != sizeof(count))
		return 0;
	return count;
}
