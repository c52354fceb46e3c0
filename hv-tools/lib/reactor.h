/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event loop that everything in hvhost but the vCPUs and the disk thread runs on, with the machine's
 * lock and its timers. Callbacks run in the loop's thread, one at a time, with the lock held; vCPU threads
 * take the lock for each exit they hand to a device. All functions but reactor_run() and reactor_init()
 * want it held.
 */
#pragma once
#include "loop.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define NS_PER_MS 1000000ull
#define NS_PER_S  1000000000ull

struct timer {
	uint64_t at_ns; /* on CLOCK_MONOTONIC */
	bool armed;
	void (*fn)(void *ctx);
	void *ctx;
	struct timer *next;
};

struct reactor {
	struct hv_loop loop;
	pthread_mutex_t lock;
	int timer_fd, stop_fd;
	struct timer *timers; /* armed ones, in no order: they are few */
};

/*
 * A watched descriptor. Storage that lives as long as the reactor: a turn of the loop may still hold a
 * pointer to a watch that another thread has just given up.
 */
struct watch {
	struct hv_loop_source source;
	struct reactor *reactor;
	void (*fn)(void *ctx, int fd);
	void *ctx;
};

/* 0 or -errno; reactor_done() in both cases. */
int reactor_init(struct reactor *r);
void reactor_done(struct reactor *r);

/* Run until reactor_stop(), which any thread may call, with or without the lock. 0 or -errno. */
int reactor_run(struct reactor *r);
void reactor_stop(struct reactor *r);

/* Call @fn when @fd is readable. 0 or -errno. */
int reactor_watch(struct reactor *r, struct watch *w, int fd, void (*fn)(void *ctx, int fd),
                  void *ctx);
/* Forget the descriptor, which stays open. A watch of zeroes is fine. */
void reactor_unwatch(struct watch *w);

/* Arm @t, or move it, to fire once in @delay_ns. The caller has set fn and ctx. */
void timer_set(struct reactor *r, struct timer *t, uint64_t delay_ns);
void timer_cancel(struct reactor *r, struct timer *t);
uint64_t now_ns(void);
