/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One thread that does jobs in the order they come, for what would hold up the loop. A job is the caller's,
 * first member of what it is about; each comes back by finished(), in the loop, under the reactor's lock.
 * The other functions are for the loop's side, too.
 */
#pragma once
#include "reactor.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct job {
	struct job *next;
	uint64_t at_ns; /* not before this, on CLOCK_MONOTONIC; later jobs wait behind it */
};

struct job_list {
	struct job *first, **end;
};

struct worker {
	void (*perform)(struct job *job); /* in the thread, without a lock */
	void (*finished)(void *ctx, struct job *job);
	void *ctx;
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock; /* of what follows; taken after the reactor's */
	pthread_cond_t work, idle;
	struct job_list waiting, done;
	struct job *running;
	bool stop;
	int done_fd; /* eventfd: there is something in @done */
	struct watch watch;
};

/* 0 or -errno; worker_done() in both cases. */
int worker_init(struct worker *w, struct reactor *reactor, void (*perform)(struct job *job),
                void (*finished)(void *ctx, struct job *job), void *ctx);
/* Start the thread, which gets no signals: those are the loop's. 0 or -errno. */
int worker_start(struct worker *w);
/* End the thread once it has done the job it is at. Others are not done, nor freed. */
void worker_done(struct worker *w);

void worker_add(struct worker *w, struct job *job);
/* Take back all jobs that have not been begun. */
struct job *worker_recall(struct worker *w);
/* Wait for the one that has, if there is one. */
void worker_wait(struct worker *w);
/* Call finished() now for what is done. */
void worker_collect(struct worker *w);
