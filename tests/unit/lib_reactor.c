// SPDX-License-Identifier: GPL-2.0-only
/* Timers, watched descriptors and the end of the loop. */
#include "lib_run.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

static char order[64];

static void note(void *ctx)
{
	strcat(order, ctx);
}

static void start(void)
{
	order[0] = '\0';
	run_init();
}

static void timers_fire_once_and_in_order(void)
{
	struct timer a = { .fn = note, .ctx = "a" }, b = { .fn = note, .ctx = "b" },
		     c = { .fn = note, .ctx = "c" }, d = { .fn = note, .ctx = "d" };

	start();
	timer_set(&reactor, &c, 8 * NS_PER_MS);
	timer_set(&reactor, &a, 2 * NS_PER_MS);
	timer_set(&reactor, &d, 500 * NS_PER_MS);
	timer_set(&reactor, &b, 5 * NS_PER_MS);
	is_true(a.armed && d.armed);
	run_for(40);
	is_string(order, "abc");
	is_true(!a.armed && !b.armed && !c.armed && d.armed);
	timer_cancel(&reactor, &d);
	is_true(reactor.timers == NULL);
	run_done();
}

/* Late as it is, the loop still runs them by their time. */
static void a_late_loop_keeps_the_order(void)
{
	struct timer a = { .fn = note, .ctx = "a" }, b = { .fn = note, .ctx = "b" },
		     c = { .fn = note, .ctx = "c" };

	start();
	timer_set(&reactor, &b, 2 * NS_PER_MS);
	timer_set(&reactor, &c, 3 * NS_PER_MS);
	timer_set(&reactor, &a, 1 * NS_PER_MS);
	usleep(10000);
	run_for(1);
	is_string(order, "abc");
	run_done();
}

static void a_timer_can_be_moved_and_cancelled(void)
{
	struct timer a = { .fn = note, .ctx = "a" }, b = { .fn = note, .ctx = "b" };

	start();
	timer_cancel(&reactor, &a); /* not armed: nothing to do */
	timer_set(&reactor, &a, 1 * NS_PER_MS);
	timer_set(&reactor, &b, 2 * NS_PER_MS);
	timer_set(&reactor, &a, 600 * NS_PER_MS);
	timer_cancel(&reactor, &b);
	is_true(!b.armed);
	run_for(20);
	is_string(order, "");
	timer_set(&reactor, &a, 0); /* now */
	run_for(5);
	is_string(order, "a");
	run_done();
}

static struct timer chain, victim;
static int rounds;

static void set_again(void *ctx)
{
	rounds++;
	timer_cancel(&reactor, &victim);
	timer_set(&reactor, &chain, 0);
}

static void a_timer_may_set_and_cancel_timers(void)
{
	start();
	rounds = 0;
	chain = (struct timer){ .fn = set_again };
	victim = (struct timer){ .fn = note, .ctx = "v" };
	timer_set(&reactor, &chain, 1 * NS_PER_MS);
	timer_set(&reactor, &victim, 1 * NS_PER_MS + 1);
	usleep(5000); /* both are due in the same turn */
	run_for(20);
	is_string(order, "");
	is_true(rounds > 5); /* and others had their turn, or this would not have ended */
	timer_cancel(&reactor, &chain);
	run_done();
}

static int seen;

static void on_readable(void *ctx, int fd)
{
	seen++;
	is_int(*(int *)ctx, fd);
	hv_fd_drain(fd);
}

static void a_descriptor_is_watched_until_it_is_not(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct watch w = { .ctx = NULL };

	start();
	seen = 0;
	reactor_unwatch(&w);
	is_int(reactor_watch(&reactor, &w, fd, on_readable, &fd), 0);
	run_for(3);
	is_int(seen, 0);
	eventfd_write(fd, 1);
	run_for(3);
	is_int(seen, 1);
	is_int(reactor_watch(&reactor, &(struct watch){ .ctx = NULL }, fd, on_readable, &fd),
	       -EEXIST);
	reactor_unwatch(&w);
	eventfd_write(fd, 1);
	run_for(3);
	is_int(seen, 1);
	is_int(reactor_watch(&reactor, &w, fd, on_readable, &fd), 0);
	run_for(3);
	is_int(seen, 2);
	reactor_unwatch(&w);
	reactor_unwatch(&w);
	is_int(hv_fd_drain(fd), 0); /* it stayed open */
	close(fd);
	run_done();
}

static struct watch pair[2];
static int pair_fds[2];

/* Whichever comes first takes the other away, which is ready, too. */
static void take_the_other(void *ctx, int fd)
{
	seen++;
	hv_fd_drain(fd);
	for (int i = 0; i < 2; i++)
		if (pair_fds[i] != fd) {
			reactor_unwatch(&pair[i]);
			close(pair_fds[i]);
		}
}

static void a_watch_that_was_given_up_is_not_called(void)
{
	start();
	seen = 0;
	for (int i = 0; i < 2; i++) {
		pair_fds[i] = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
		is_int(reactor_watch(&reactor, &pair[i], pair_fds[i], take_the_other, NULL), 0);
	}
	run_for(5);
	is_int(seen, 1);
	for (int i = 0; i < 2; i++) {
		if (pair[i].reactor)
			close(pair_fds[i]);
		reactor_unwatch(&pair[i]);
	}
	run_done();
}

static void *stop_later(void *ctx)
{
	usleep(5000);
	reactor_stop(&reactor);
	return NULL;
}

static void any_thread_may_stop_it(void)
{
	struct timer never = { .fn = note, .ctx = "never" };
	pthread_t thread;

	start();
	timer_set(&reactor, &never, 20 * NS_PER_S);
	pthread_create(&thread, NULL, stop_later, NULL);
	is_int(reactor_run(&reactor), 0);
	is_true(never.at_ns > now_ns()); /* long before the timer */
	pthread_join(thread, NULL);
	reactor_stop(&reactor); /* said before the loop runs: not lost */
	is_int(reactor_run(&reactor), 0);
	is_string(order, "");
	run_done();
}

static struct {
	pthread_mutex_t *lock;
	bool held;
} probe;

static void is_lock_held(void *ctx)
{
	probe.held = pthread_mutex_trylock(probe.lock) == EBUSY;
}

static void on_probe(void *ctx, int fd)
{
	hv_fd_drain(fd);
	is_lock_held(ctx);
}

static void callbacks_hold_the_lock(void)
{
	struct timer t = { .fn = is_lock_held };
	int fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
	struct watch w;

	start();
	probe.lock = &reactor.lock;
	timer_set(&reactor, &t, 0);
	run_for(3);
	is_true(probe.held);
	probe.held = false;
	is_int(reactor_watch(&reactor, &w, fd, on_probe, NULL), 0);
	run_for(3);
	is_true(probe.held);
	is_int(pthread_mutex_trylock(&reactor.lock), 0);
	pthread_mutex_unlock(&reactor.lock);
	reactor_unwatch(&w);
	close(fd);
	run_done();
}

static int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

/* With no descriptor left from the first, second or third on. */
static void what_could_not_begin_can_be_ended(void)
{
	const int fds = count_fds(), lowest = dup(0);
	struct rlimit limit, low;
	struct reactor r;

	close(lowest);
	getrlimit(RLIMIT_NOFILE, &limit);
	for (int spare = 0; spare < 4; spare++) {
		low = (struct rlimit){ (rlim_t)(lowest + spare), limit.rlim_max };
		setrlimit(RLIMIT_NOFILE, &low);
		is_int(reactor_init(&r), spare < 3 ? -EMFILE : 0);
		reactor_done(&r);
		setrlimit(RLIMIT_NOFILE, &limit);
		is_int(count_fds(), fds); /* none left open, and none of others closed */
	}
}

TAP_MAIN(TAP_CASE(timers_fire_once_and_in_order), TAP_CASE(a_late_loop_keeps_the_order),
         TAP_CASE(a_timer_can_be_moved_and_cancelled), TAP_CASE(a_timer_may_set_and_cancel_timers),
         TAP_CASE(a_descriptor_is_watched_until_it_is_not),
         TAP_CASE(a_watch_that_was_given_up_is_not_called), TAP_CASE(any_thread_may_stop_it),
         TAP_CASE(callbacks_hold_the_lock), TAP_CASE(what_could_not_begin_can_be_ended))
