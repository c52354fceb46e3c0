// SPDX-License-Identifier: GPL-2.0-only
/* One thread, jobs in order, results in the loop. */
#include "auto.h"
#include "tap.h"
#include "worker.h"

struct task {
	struct job job; /* first */
	int number;
	bool performed;
};

static struct reactor reactor;
static struct worker worker;
static int finished[16], finished_count, wanted;
static pthread_t loop_thread, job_thread;

static void perform(struct job *job)
{
	((struct task *)job)->performed = true;
	job_thread = pthread_self();
}

static void on_finished(void *ctx, struct job *job)
{
	finished[finished_count++] = ((struct task *)job)->number;
	if (finished_count == wanted)
		reactor_stop(&reactor);
}

static void start(int jobs)
{
	is_int(reactor_init(&reactor), 0);
	is_int(worker_init(&worker, &reactor, perform, on_finished, NULL), 0);
	is_int(worker_start(&worker), 0);
	finished_count = 0;
	wanted = jobs;
	loop_thread = pthread_self();
}

static void stop(void)
{
	worker_done(&worker);
	reactor_done(&reactor);
}

static void jobs_are_done_in_order_and_come_back_in_the_loop(void)
{
	struct task tasks[16];

	start(ARRAY_SIZE(tasks));
	for (int i = 0; i < (int)ARRAY_SIZE(tasks); i++) {
		tasks[i] = (struct task){ .number = i };
		worker_add(&worker, &tasks[i].job);
	}
	is_int(reactor_run(&reactor), 0);
	is_int(finished_count, ARRAY_SIZE(tasks));
	for (int i = 0; i < finished_count; i++) {
		is_int(finished[i], i);
		is_true(tasks[i].performed);
	}
	is_true(!pthread_equal(job_thread, loop_thread));
	stop();
}

static void a_job_waits_for_its_time_and_can_be_recalled(void)
{
	struct task late = { .job.at_ns = now_ns() + 3600 * NS_PER_S, .number = 1 };
	struct task behind = { .number = 2 };
	struct job *recalled;

	start(1);
	worker_add(&worker, &late.job);
	worker_add(&worker, &behind.job);
	worker_wait(&worker); /* nothing is being done */
	recalled = worker_recall(&worker);
	is_true(recalled == &late.job && recalled->next == &behind.job && !behind.job.next);
	is_true(!late.performed && !behind.performed);
	is_true(!worker_recall(&worker));
	late.job.at_ns = now_ns() + 20 * NS_PER_MS;
	worker_add(&worker, &late.job);
	is_int(reactor_run(&reactor), 0);
	is_true(late.performed && now_ns() >= late.job.at_ns);
	stop();
}

static void the_end_does_not_wait_for_what_has_not_begun(void)
{
	struct task late = { .job.at_ns = now_ns() + 3600 * NS_PER_S };

	start(1);
	worker_add(&worker, &late.job);
	stop();
	is_true(!late.performed);
	is_int(finished_count, 0);
}

TAP_MAIN(TAP_CASE(jobs_are_done_in_order_and_come_back_in_the_loop),
         TAP_CASE(a_job_waits_for_its_time_and_can_be_recalled),
         TAP_CASE(the_end_does_not_wait_for_what_has_not_begun))
