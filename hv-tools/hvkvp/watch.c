// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp watch and hvkvp wait. */
#include "auto.h"
#include "commands.h"
#include "diff.h"
#include "folder_watch.h"
#include "loop.h"
#include "output.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/epoll.h>

enum { YEAR_S = 366 * 24 * 3600, RETRY_NS = 100000000 };
#define FOREVER ULONG_MAX

static const struct hv_option watch_options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	OPTION_RAW,
	OPTION_NULL,
	OPTION_FLAG("all", 'a', all, "begin with what there is"),
	{ "count", 'n', HV_OPTION_UINT, "N", "end after this many changes",
	  offsetof(struct options, count), 1, INT_MAX },
	{ "timeout", 't', HV_OPTION_UINT, "SECONDS", "end after this long",
	  offsetof(struct options, timeout_s), 0, YEAR_S },
	{ 0 },
};

static const struct hv_cli watch_cli = {
	.name = "hvkvp watch",
	.synopsis = "[OPTION]... [POOL]...",
	.summary =
		"Write each change of pools, of all five by default, as it comes: pool, + ~ or -, key, value.",
	.options = watch_options,
};

static const struct hv_option wait_options[] = {
	OPTION_ROOT,
	OPTION_POOL("where to look (default: in all)"),
	OPTION_TEXT("value", 'v', value, "TEXT", "wait until this is its value"),
	{ "timeout", 't', HV_OPTION_UINT, "SECONDS", "give up after this long, exit 1",
	  offsetof(struct options, timeout_s), 0, YEAR_S },
	{ 0 },
};

static const struct hv_cli wait_cli = {
	.name = "hvkvp wait",
	.synopsis = "[OPTION]... KEY",
	.summary = "Wait until there is a key, and write its value.",
	.options = wait_options,
};

struct watch {
	const struct options *o;
	unsigned int set;     /* of pools */
	const char *wait_key; /* NULL: write changes */
	int root_fd;
	bool done;
	unsigned long changes;
	unsigned int pool; /* being looked at */
	int retry_fd;      /* a timer: somebody had a lock */
	struct folder_watch folder;
	struct records known[HV_POOL_COUNT];
};

static const struct {
	const char *mark, *word;
} changes[] = {
	[CHANGE_ADDED] = { "+", "added" },
	[CHANGE_CHANGED] = { "~", "changed" },
	[CHANGE_REMOVED] = { "-", "removed" },
};

static void write_json(const struct watch *w, enum change change, const struct record *r)
{
	struct hv_json j;

	json_start(&j, stdout, true, "hvkvp-watch/1");
	hv_json_uint(&j, "pool", w->pool);
	hv_json_string(&j, "change", changes[change].word);
	hv_json_string_n(&j, "key", r->key, r->key_len);
	hv_json_string_n(&j, "value", r->value, r->value_len);
	hv_json_end_object(&j);
}

static int write_change(void *ctx, enum change change, const struct record *r)
{
	struct watch *w = ctx;
	const enum text_form form = text_form(w->o);
	const char digit = (char)('0' + w->pool);

	if (w->o->json) {
		write_json(w, change, r);
	} else {
		text_field(stdout, form, &digit, 1, false);
		text_field(stdout, form, changes[change].mark, 1, false);
		text_field(stdout, form, r->key, r->key_len, false);
		text_field(stdout, form, r->value, r->value_len, true);
	}
	if (fflush(stdout) != 0)
		return -errno;
	w->done = ++w->changes == w->o->count;
	return w->done ? HV_LOOP_STOP : 0;
}

/* The value is looked for among all records of the key. */
static bool is_there(const struct watch *w, const struct records *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct record *record = &r->items[i];

		if (!record->good || !record_is(record, w->wait_key, strlen(w->wait_key)))
			continue;
		if (w->o->value && (record->value_len != strlen(w->o->value) ||
		                    memcmp(record->value, w->o->value, record->value_len) != 0))
			continue;
		fwrite(record->value, 1, record->value_len, stdout);
		putchar('\n');
		return true;
	}
	return false;
}

/* Nobody is waited for: a timeout must come when it is due. */
static int look_at(struct watch *w, int dir, bool tell)
{
	struct records now = { .missing = true };
	int rc = dir < 0 ? 0 : records_load(dir, w->pool, 0, &now);

	if (rc == -ETIMEDOUT)
		return hv_timer_arm(w->retry_fd, RETRY_NS, 0);
	if (rc < 0) {
		complain("pool %u cannot be read: %s", w->pool, strerror(-rc));
		return rc == -ENOMEM ? rc : 0;
	}
	if (w->wait_key) {
		w->done = is_there(w, &now);
		records_free(&now);
		return w->done ? HV_LOOP_STOP : 0;
	}
	if (tell)
		rc = records_diff(&w->known[w->pool], &now, write_change, w);
	records_free(&w->known[w->pool]);
	w->known[w->pool] = now;
	return rc;
}

static int look(struct watch *w, bool tell)
{
	AUTO_CLOSE int dir = folder_below(w->root_fd, POOLS_BELOW);
	int rc = 0;

	for (w->pool = 0; rc == 0 && w->pool < HV_POOL_COUNT; w->pool++)
		if (w->set & 1u << w->pool)
			rc = look_at(w, dir, tell);
	return rc;
}

static int folder_changed(void *ctx, int fd, uint32_t events)
{
	struct watch *w = ctx;
	const int rc = folder_watch_drain(&w->folder);

	return rc < 0 ? rc : look(w, true);
}

static int lock_may_be_free(void *ctx, int fd, uint32_t events)
{
	hv_fd_drain(fd);
	return look(ctx, true);
}

static int time_is_up(void *ctx, int fd, uint32_t events)
{
	return HV_LOOP_STOP;
}

static int run_loop(struct watch *w, struct hv_loop *loop)
{
	struct hv_loop_source folder = { w->folder.fd, folder_changed, w };
	struct hv_loop_source retry = { w->retry_fd, lock_may_be_free, w };
	AUTO_CLOSE int timer = hv_timer_fd();
	struct hv_loop_source clock = { timer, time_is_up, NULL };
	int rc = timer < 0 ? timer : hv_loop_add(loop, &folder, EPOLLIN);

	if (rc == 0)
		rc = hv_loop_add(loop, &retry, EPOLLIN);
	if (rc == 0)
		rc = hv_loop_add(loop, &clock, EPOLLIN);
	if (rc == 0 && w->o->timeout_s != FOREVER)
		rc = hv_timer_arm(timer, w->o->timeout_s * 1000000000ULL + 1, 0);
	return rc < 0 ? rc : hv_loop_run(loop);
}

/* What is there now is looked at after the watch has begun: nothing comes in between. */
static int run_watched(struct watch *w)
{
	struct hv_loop loop;
	int rc = look(w, w->o->all || w->wait_key);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = hv_loop_init(&loop);
	if (rc < 0)
		return rc;
	rc = run_loop(w, &loop);
	hv_loop_done(&loop);
	return rc;
}

static int run(struct watch *w)
{
	AUTO_CLOSE int root = options_root(w->o);
	AUTO_CLOSE int retry = hv_timer_fd();
	int rc;

	if (root < 0)
		return -1;
	if (retry < 0)
		return complain("%s", strerror(-retry));
	w->root_fd = root;
	w->retry_fd = retry;
	rc = folder_watch_open(&w->folder, root);
	if (rc == 0) {
		rc = run_watched(w);
		folder_watch_close(&w->folder);
	}
	for (size_t i = 0; i < HV_POOL_COUNT; i++)
		records_free(&w->known[i]);
	return rc < 0 ? complain("%s", strerror(-rc)) : 0;
}

int watch_command(int argc, char **argv)
{
	struct options o = { .timeout_s = FOREVER };
	struct watch w = { .o = &o };
	int first, set, rc;

	rc = options_parse(&watch_cli, argc, argv, 0, HV_POOL_COUNT, &o, &first);
	if (rc >= 0)
		return rc;
	set = pool_set(argv + first, argc - first);
	if (set < 0)
		return HV_EXIT_USAGE;
	w.set = (unsigned int)set;
	return run(&w) < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}

int wait_command(int argc, char **argv)
{
	struct options o = { .timeout_s = FOREVER };
	struct watch w = { .o = &o };
	int first, set, rc;

	rc = options_parse(&wait_cli, argc, argv, 1, 1, &o, &first);
	if (rc >= 0)
		return rc;
	set = pool_set((char *const *)&o.pool, o.pool != NULL);
	if (set < 0)
		return HV_EXIT_USAGE;
	w.set = (unsigned int)set;
	w.wait_key = argv[first];
	if (run(&w) < 0)
		return HV_EXIT_FAILED;
	if (!w.done)
		complain("no such key in %lu seconds: %s", o.timeout_s, w.wait_key);
	return w.done ? HV_EXIT_OK : HV_EXIT_FAILED;
}
