// SPDX-License-Identifier: GPL-2.0-only
#include "worker.h"
#include "auto.h"
#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>

static void push(struct job_list *list, struct job *job)
{
	if (!list->first)
		list->end = &list->first;
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
}

static struct job *pop(struct job_list *list)
{
	struct job *job = list->first;

	if (job)
		list->first = job->next;
	return job;
}

/* Wait for a job whose time has come; NULL: it is over. */
static struct job *next_job(struct worker *w)
{
	while (!w->stop) {
		const uint64_t at = w->waiting.first ? w->waiting.first->at_ns : 0;
		const struct timespec t = { .tv_sec = (time_t)(at / NS_PER_S),
			                    .tv_nsec = (long)(at % NS_PER_S) };

		if (!w->waiting.first)
			pthread_cond_wait(&w->work, &w->lock);
		else if (at > now_ns())
			pthread_cond_timedwait(&w->work, &w->lock, &t);
		else
			return pop(&w->waiting);
	}
	return NULL;
}

static void *worker_main(void *ctx)
{
	struct worker *w = ctx;

	pthread_mutex_lock(&w->lock);
	while ((w->running = next_job(w))) {
		pthread_mutex_unlock(&w->lock);
		w->perform(w->running);
		pthread_mutex_lock(&w->lock);
		push(&w->done, w->running);
		w->running = NULL;
		pthread_cond_signal(&w->idle);
		eventfd_write(w->done_fd, 1);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static struct job *take_all(struct worker *w, struct job_list *list)
{
	struct job *first;

	pthread_mutex_lock(&w->lock);
	first = list->first;
	list->first = NULL;
	pthread_mutex_unlock(&w->lock);
	return first;
}

void worker_add(struct worker *w, struct job *job)
{
	pthread_mutex_lock(&w->lock);
	push(&w->waiting, job);
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
}

struct job *worker_recall(struct worker *w)
{
	return take_all(w, &w->waiting);
}

void worker_wait(struct worker *w)
{
	pthread_mutex_lock(&w->lock);
	while (w->running)
		pthread_cond_wait(&w->idle, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

void worker_collect(struct worker *w)
{
	for (struct job *job = take_all(w, &w->done), *next; job; job = next) {
		next = job->next;
		w->finished(w->ctx, job);
	}
}

static void on_done(void *ctx, int fd)
{
	hv_fd_drain(fd);
	worker_collect(ctx);
}

int worker_init(struct worker *w, struct reactor *reactor, void (*perform)(struct job *job),
                void (*finished)(void *ctx, struct job *job), void *ctx)
{
	pthread_condattr_t monotonic;

	*w = (struct worker){
		.perform = perform,
		.finished = finished,
		.ctx = ctx,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.idle = PTHREAD_COND_INITIALIZER,
		.done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
	};
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->work, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (w->done_fd < 0)
		return -errno;
	return reactor_watch(reactor, &w->watch, w->done_fd, on_done, w);
}

int worker_start(struct worker *w)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	sigdelset(&all, SIGSYS); /* of the thread's own doing (sandbox.h) */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&w->thread, NULL, worker_main, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	w->has_thread = rc == 0;
	return -rc;
}

void worker_done(struct worker *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	if (w->has_thread)
		pthread_join(w->thread, NULL);
	reactor_unwatch(&w->watch);
	hv_auto_close(&w->done_fd);
	w->has_thread = false;
	w->done_fd = -1;
}
