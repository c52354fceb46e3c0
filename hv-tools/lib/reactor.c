// SPDX-License-Identifier: GPL-2.0-only
#include "reactor.h"
#include "auto.h"
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

int reactor_init(struct reactor *r)
{
	*r = (struct reactor){ .loop.epoll_fd = -1, .lock = PTHREAD_MUTEX_INITIALIZER };
	r->timer_fd = hv_timer_fd();
	r->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r->timer_fd < 0 || r->stop_fd < 0)
		return -errno;
	return hv_loop_init(&r->loop);
}

void reactor_done(struct reactor *r)
{
	hv_loop_done(&r->loop);
	hv_auto_close(&r->timer_fd);
	hv_auto_close(&r->stop_fd);
}

/* Sleep until the earliest timer; its time may have come already, and 0 would disarm. */
static void rearm(struct reactor *r)
{
	uint64_t now = now_ns(), first = UINT64_MAX;

	for (const struct timer *t = r->timers; t; t = t->next)
		first = t->at_ns < first ? t->at_ns : first;
	hv_timer_arm(r->timer_fd, !r->timers ? 0 : first > now ? first - now : 1, 0);
}

void timer_cancel(struct reactor *r, struct timer *t)
{
	for (struct timer **at = &r->timers; *at; at = &(*at)->next)
		if (*at == t) {
			*at = t->next;
			break;
		}
	t->armed = false;
}

void timer_set(struct reactor *r, struct timer *t, uint64_t delay_ns)
{
	timer_cancel(r, t);
	t->at_ns = now_ns() + delay_ns;
	t->armed = true;
	t->next = r->timers;
	r->timers = t;
	rearm(r);
}

static struct timer *find_due(const struct reactor *r, uint64_t now)
{
	struct timer *due = NULL;

	for (struct timer *t = r->timers; t; t = t->next)
		if (t->at_ns <= now && (!due || t->at_ns < due->at_ns))
			due = t;
	return due;
}

/* A callback may set and cancel timers; one set again for "now" waits for the next turn. */
static int on_timer(void *ctx, int fd, uint32_t events)
{
	const uint64_t now = now_ns();
	struct reactor *r = ctx;
	struct timer *t;

	hv_fd_drain(fd);
	pthread_mutex_lock(&r->lock);
	while ((t = find_due(r, now))) {
		timer_cancel(r, t);
		t->fn(t->ctx);
	}
	rearm(r);
	pthread_mutex_unlock(&r->lock);
	return 0;
}

static int on_watch(void *ctx, int fd, uint32_t events)
{
	struct watch *w = ctx;
	struct reactor *r = __atomic_load_n(&w->reactor, __ATOMIC_ACQUIRE);

	if (!r)
		return 0;
	pthread_mutex_lock(&r->lock);
	if (w->reactor && w->source.fd == fd) /* else somebody was quicker and unwatched it */
		w->fn(w->ctx, fd);
	pthread_mutex_unlock(&r->lock);
	return 0;
}

int reactor_watch(struct reactor *r, struct watch *w, int fd, void (*fn)(void *ctx, int fd),
                  void *ctx)
{
	*w = (struct watch){ { fd, on_watch, w }, r, fn, ctx };
	return hv_loop_add(&r->loop, &w->source, EPOLLIN);
}

void reactor_unwatch(struct watch *w)
{
	if (w->reactor)
		hv_loop_remove(&w->reactor->loop, &w->source);
	__atomic_store_n(&w->reactor, NULL, __ATOMIC_RELEASE);
}

static int on_stop(void *ctx, int fd, uint32_t events)
{
	return HV_LOOP_STOP;
}

int reactor_run(struct reactor *r)
{
	struct hv_loop_source timer = { r->timer_fd, on_timer, r },
			      stop = { r->stop_fd, on_stop, r };
	int rc = hv_loop_add(&r->loop, &timer, EPOLLIN);

	if (rc == 0)
		rc = hv_loop_add(&r->loop, &stop, EPOLLIN);
	if (rc == 0)
		rc = hv_loop_run(&r->loop);
	hv_loop_remove(&r->loop, &timer);
	hv_loop_remove(&r->loop, &stop);
	return rc;
}

void reactor_stop(struct reactor *r)
{
	eventfd_write(r->stop_fd, 1);
}
