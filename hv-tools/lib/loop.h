/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small event loop: epoll with one callback per file descriptor, and helpers for the two descriptors
 * every daemon needs, a signalfd and a timerfd. One thread; callbacks run to completion, one at a time.
 *
 * A callback returns 0 to go on, HV_LOOP_STOP to end hv_loop_run() with 0, or a negative errno to end it
 * with that. The loop owns its epoll fd only: callers close what they added, after removing it.
 */
#pragma once
#include <signal.h>
#include <stdint.h>

enum { HV_LOOP_STOP = 1 };

typedef int hv_loop_fn(void *ctx, int fd, uint32_t events);

/* Static storage of the caller's: must stay while the descriptor is in the loop. */
struct hv_loop_source {
	int fd;
	hv_loop_fn *fn;
	void *ctx;
};

struct hv_loop {
	int epoll_fd;
};

int hv_loop_init(struct hv_loop *loop);
void hv_loop_done(struct hv_loop *loop);
/* @events as for epoll_ctl(2). Negative errno on failure, -EPERM for a plain file. */
int hv_loop_add(struct hv_loop *loop, struct hv_loop_source *source, uint32_t events);
int hv_loop_remove(struct hv_loop *loop, const struct hv_loop_source *source);
int hv_loop_run(struct hv_loop *loop);

/* Block the signals in @set (for threads made later, too) and return a signalfd for them, or -errno. */
int hv_signal_fd(const int *signals, int count);
/* A timerfd on CLOCK_MONOTONIC, disarmed; and its arming: @first_ns 0 disarms, @every_ns 0 is one shot. */
int hv_timer_fd(void);
int hv_timer_arm(int fd, uint64_t first_ns, uint64_t every_ns);
/* Empty an eventfd or timerfd: its count, 0 when there was none. */
uint64_t hv_fd_drain(int fd);
