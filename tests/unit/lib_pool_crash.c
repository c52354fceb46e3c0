// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that changes a pool is killed at each of its system calls, and in the middle of each of its
 * writes: whoever comes next finds the state before the change or after it, the one after it if the change
 * was acknowledged. What a killed process left is where others begin, to be killed in turn. Then each call
 * fails. HVKIT_POOL_OPS is how many operations (tests/cli/pool-crash.long.bats: 10,000), HVKIT_POOL_SEED
 * which.
 */
#include "pool_model.h"
#include "pool_trace.h"
#include <sched.h>
#include <sys/mman.h>
#include <time.h>

/* A sanitizer's child takes ten times as long to start. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { USUAL = 40 };
#else
enum { USUAL = 100 };
#endif

/* What the child says. */
struct answer {
	ssize_t rc;
	bool given;
};

static struct answer *answer;
static struct state start, left;
static struct model before, after;
static struct model_call call;
static unsigned int operations, kills, torn, failures, nested;

static void on_done(void *ctx, ssize_t rc)
{
	answer->rc = rc;
	answer->given = true;
}

static int run(void *ctx)
{
	model_run(&call, on_done, NULL);
	return 0;
}

static void begin(struct trace *t)
{
	state_restore(&start, call.number);
	*answer = (struct answer){ 0 };
	trace_start(t, run, NULL);
}

static bool acknowledged(void)
{
	return answer->given && answer->rc >= 0;
}

static void complain(const char *what, const struct trace *t, long detail)
{
	is_true(!"before or after");
	printf("# %s: operation %u (%d on pool %u, %zu records), call %u, %ld, answer %d %zd\n",
	       what, operations, call.op, call.number, before.count, t->calls, detail,
	       answer->given, answer->rc);
}

/* Whatever was left, the next writer makes it whole, and changes nothing else. */
static bool becomes_whole(const struct model *m)
{
	struct hv_pool pool;
	int rc = hv_pool_open(&pool, pools, call.number, HV_POOL_CREATE);

	if (rc == 0) {
		rc = hv_pool_set(&pool, "a writer", "");
		rc = rc < 0 ? rc : (int)hv_pool_delete(&pool, "a writer", true);
	}
	hv_pool_close(&pool);
	return rc >= 0 && model_is_written(m, call.number) &&
	       pools_size(pools_name(call.number)) % HV_POOL_RECORD_SIZE == 0;
}

/*
 * To whoever reads. Where there is no note, that is what stands in the file; mostly that is not asked
 * again.
 */
static bool is_seen(const struct model *m)
{
	if (pools_size(pools_note(call.number)) < 0 && !model_is_written(m, call.number))
		return false;
	if (pools_size(pools_note(call.number)) < 0 && model_random(8) > 0)
		return true;
	return model_is_seen(m, call.number);
}

static bool is_unfinished(void)
{
	return pools_size(pools_note(call.number)) >= 0 ||
	       pools_size(pools_name(call.number)) % HV_POOL_RECORD_SIZE != 0;
}

static bool has_left_note(void)
{
	return left.model.count <= MODEL_ROOM && left.sizes[1] > 0;
}

/* The child is dead, or done. */
static void judge(const struct trace *t, const char *what, long detail)
{
	const bool done = acknowledged();
	const bool is_after = is_seen(&after);
	const bool is_before = !done && is_seen(&before);
	const struct model *m = is_after ? &after : &before;

	if (!is_after && !is_before) {
		complain(what, t, detail);
		return;
	}
	/* Now and then the next one begins with what this one left, a note rather than none. */
	if (!done && model_random(4) == 0 &&
	    (!has_left_note() || pools_size(pools_note(call.number)) > 0))
		state_save(&left, call.number, m);
	if ((is_unfinished() || model_random(4) == 0) && m->count < MODEL_ROOM && !becomes_whole(m))
		complain("not made whole", t, detail);
}

/* Kill it at its @n-th call; false when it has less. */
static bool kill_at(unsigned int n)
{
	struct trace t;

	begin(&t);
	while (t.calls < n && trace_call(&t))
		;
	if (t.pid == 0)
		return false;
	trace_kill(&t);
	kills++;
	judge(&t, "killed", n);
	return true;
}

static bool is_write(long number)
{
	return number == SYS_pwrite64 || number == SYS_write;
}

/* Where records and fields begin and end, where values differ, and anywhere. */
static size_t place_to_cut(size_t length)
{
	static const size_t edges[] = { 1, 511, 512, 2047, 2559 };

	switch (model_random(3)) {
	case 0:
		return edges[model_random(5)] % (length + 1);
	case 1:
		return (HV_POOL_KEY_SIZE + 1 + model_random(7)) % (length + 1);
	default:
		return model_random((unsigned int)length + 1);
	}
}

/* Let its @n-th write end early, and kill it there; false when it has less. */
static bool tear(unsigned int n)
{
	unsigned int writes = 0;
	struct trace t;
	size_t cut;

	begin(&t);
	while (trace_call(&t))
		if (is_write(trace_number(&t)) && ++writes == n)
			break;
	if (t.pid == 0)
		return false;
	cut = place_to_cut(trace_length(&t));
	trace_shorten(&t, cut);
	trace_step(&t);
	trace_kill(&t);
	torn++;
	judge(&t, "torn", (long)cut);
	return true;
}

/* The operation itself, unharmed. */
static void complete(void)
{
	ssize_t rc;

	state_restore(&start, call.number);
	rc = model_run(&call, NULL, NULL);
	if (rc < 0 && !(rc == -ENOENT && (call.op == OP_DELETE || call.op == OP_DELETE_ALL))) {
		is_int(rc, 0);
		printf("# operation %u: %d\n", operations, call.op);
	}
	if (!model_is_seen(&after, call.number)) {
		is_true(!"done");
		printf("# operation %u: %d\n", operations, call.op);
	}
	state_save(&start, call.number, &after);
}

static void add_foreign(void)
{
	model_foreign(&start.model);
	memcpy(start.bytes[0], start.model.records, start.model.count * HV_POOL_RECORD_SIZE);
	start.sizes[0] = (ssize_t)(start.model.count * HV_POOL_RECORD_SIZE);
}

/* What others do between two operations. */
static void disturb(void)
{
	if (start.model.count < MODEL_ROOM - 3 && model_random(4) == 0 && start.sizes[1] < 0) {
		add_foreign();
	}
	if (start.sizes[0] >= 0 && start.sizes[0] % HV_POOL_RECORD_SIZE == 0 &&
	    model_random(16) == 0) {
		const size_t rest = 1 + model_random(HV_POOL_RECORD_SIZE - 1);

		memset(start.bytes[0] + start.sizes[0], 'r', rest);
		start.sizes[0] += (ssize_t)rest;
	}
}

static void next_operation(void)
{
	disturb();
	operations++;
	call = model_call(&start.model, call.number);
	before = after = start.model;
	model_apply(&after, &call);
	left.model.count = MODEL_ROOM + 1;
}

static void choose_start(void)
{
	if (left.model.count <= MODEL_ROOM && model_random(2)) {
		start = left;
		nested += has_left_note();
	}
}

static unsigned int wanted(void)
{
	const char *text = getenv("HVKIT_POOL_OPS");

	return text ? (unsigned int)strtoul(text, NULL, 10) : USUAL;
}

/* Parent and child take turns; on one processor they do so in half the time. */
static void share_processor(void)
{
	cpu_set_t one;
	const int cpu = sched_getcpu();

	CPU_ZERO(&one);
	CPU_SET(cpu < 0 ? 0 : (unsigned int)cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static void set_up(unsigned int number)
{
	const char *text = getenv("HVKIT_POOL_SEED");

	model_seed = text ? strtoull(text, NULL, 10) : 20;
	answer = mmap(NULL, sizeof(*answer), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	              0);
	is_true(answer != MAP_FAILED);
	share_processor();
	pools_make();
	call.number = number;
	operations = kills = torn = failures = nested = 0;
	start.sizes[1] = -1;
	start.model.count = 0;
	while (start.model.count < 6)
		add_foreign();
}

static void tear_down(void)
{
	munmap(answer, sizeof(*answer));
	pools_remove();
}

static void kill_everywhere(unsigned int number, unsigned int count)
{
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	set_up(number);
	while (operations < count && !tap_failed) {
		next_operation();
		for (unsigned int n = 1; kill_at(n) && !tap_failed; n++)
			;
		for (unsigned int n = 3; TRACE_CAN_LIE && tear(n / 3) && !tap_failed; n++)
			;
		complete();
		choose_start();
	}
	tear_down();
	clock_gettime(CLOCK_MONOTONIC, &to);
	printf("# pool %u: %u operations, %u kills, %u torn writes, %u begun on what a killed one left, %ld s\n",
	       number, operations, kills, torn, nested, (long)(to.tv_sec - from.tv_sec));
}

static void a_killed_writer_leaves_before_or_after(void)
{
	kill_everywhere(0, wanted() / 2);
}

static void the_same_in_the_pool_of_the_guest(void)
{
	kill_everywhere(1, wanted() - wanted() / 2);
}

/* The @n-th call fails, or all from there on that are like it. False when there are less. */
static bool fail_at(unsigned int n, int error, bool forever)
{
	struct trace t;
	long number;

	begin(&t);
	while (t.calls < n && trace_call(&t))
		;
	if (t.pid == 0)
		return false;
	number = trace_number(&t);
	if (number == SYS_exit_group) {
		trace_finish(&t);
		return false;
	}
	trace_fail(&t, error);
	while (forever && trace_call(&t))
		if (trace_number(&t) == number)
			trace_fail(&t, error);
	trace_finish(&t);
	failures++;
	/* What a disk that lost it has taken is open; else all or nothing. */
	if (answer->given && answer->rc < 0 && !forever && number != SYS_fdatasync &&
	    answer->rc != -ENOENT && !is_seen(&before))
		complain("failed, but changed", &t, number);
	judge(&t, forever ? "always failed" : "failed", number * 1000 + error);
	return true;
}

static void a_failed_call_leaves_before_or_after(void)
{
	static const int once[] = { ENOSPC, EIO, EINTR, ENOMEM }, always[] = { ENOSPC, EIO };
	const unsigned int count = wanted() / 20 + 5;

	if (!TRACE_CAN_LIE) {
		printf("# not on this machine: its registers are not known here\n");
		return;
	}
	set_up(0);
	while (operations < count && !tap_failed) {
		next_operation();
		for (unsigned int i = 0; i < 4; i++)
			for (unsigned int n = 1; fail_at(n, once[i], false) && !tap_failed; n++)
				;
		for (unsigned int i = 0; i < 2; i++)
			for (unsigned int n = 1; fail_at(n, always[i], true) && !tap_failed; n++)
				;
		complete();
		choose_start();
	}
	tear_down();
	printf("# %u operations, %u failed calls\n", operations, failures);
}

/* What was written to which descriptor, and is not on the disk yet. */
struct dirt {
	bool files[64];
	bool names; /* a file was made, or opened to be made */
};

static bool is_dirty(const struct dirt *d)
{
	for (size_t i = 0; i < sizeof(d->files) / sizeof(d->files[0]); i++)
		if (d->files[i])
			return true;
	return d->names;
}

/*
 * A file changes only when what others were told before, a note, is on the disk; a note itself may take
 * long.
 */
static void follow(struct dirt *d, const struct trace *t)
{
	const long number = trace_number(t);
	const size_t file = trace_file(t) % 64;
	bool *dirty = &d->files[file];

	if (is_write(number) || number == SYS_ftruncate) {
		char path[64], name[128] = "";

		snprintf(path, sizeof(path), "/proc/%d/fd/%zu", (int)t->pid, file);
		is_true(readlink(path, name, sizeof(name) - 1) > 0);
		*dirty = false;
		if (strstr(name, "/.kvp_pool_"))
			is_true(!is_dirty(d));
		*dirty = true;
	} else if (number == SYS_fdatasync) {
		*dirty = false;
	} else if (number == SYS_fsync) {
		d->names = false;
	} else if (number == SYS_openat && trace_length(t) & O_CREAT) {
		d->names = true;
	}
}

/* Killing does not tell: what a process wrote is there, on the disk or not. */
static void an_acknowledged_change_is_on_the_disk(void)
{
	unsigned int changed = 0;

	set_up(0);
	while (TRACE_CAN_LIE && operations < 200 && !tap_failed) {
		struct dirt dirt = { .names = false };
		struct trace t;

		next_operation();
		for (begin(&t); trace_call(&t) && !answer->given;)
			follow(&dirt, &t);
		is_true(answer->given && !is_dirty(&dirt));
		changed += answer->rc == 0;
		trace_finish(&t);
		complete();
	}
	is_true(!TRACE_CAN_LIE || changed > 20);
	tear_down();
}

TAP_MAIN(TAP_CASE(a_killed_writer_leaves_before_or_after),
         TAP_CASE(the_same_in_the_pool_of_the_guest),
         TAP_CASE(a_failed_call_leaves_before_or_after),
         TAP_CASE(an_acknowledged_change_is_on_the_disk))
