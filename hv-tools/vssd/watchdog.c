// SPDX-License-Identifier: GPL-2.0-only
#include "watchdog.h"
#include "auto.h"
#include "freezer.h"
#include "harden.h"
#include "hooks.h"
#include "journal.h"
#include "loop.h"
#include "plan.h"
#include "rescue.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define NS_PER_S 1000000000ull
#define NEVER    UINT64_MAX
/* Writing back happens while nothing is frozen, but the host waits for it. */
#define SYNC_NS  (300 * NS_PER_S)

struct watchdog {
	const struct vss_context *c;
	struct vss_table *table;
	struct vss_hooks hooks;
	struct vss_journal journal;
	int daemon, signals;
	int freezer_end; /* hangs up when the freezer ends; -1 = it has */
	pid_t freezer;
	bool ordered;  /* to thaw, or not to begin */
	bool orphaned; /* the daemon is gone */
};

static void say(const struct watchdog *w, enum vss_word word)
{
	const char byte = (char)word;

	send(w->daemon, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Take what has come from the daemon and from signals. */
static bool is_ordered(void *ctx)
{
	struct watchdog *w = ctx;
	struct pollfd signals = { .fd = w->signals, .events = POLLIN };
	char byte;
	const ssize_t n = recv(w->daemon, &byte, 1, MSG_DONTWAIT);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		w->orphaned = w->ordered = true;
	if (n == 1 && byte == VSS_WORD_THAW)
		w->ordered = true;
	if (poll(&signals, 1, 0) == 1)
		w->ordered = true;
	return w->ordered;
}

static int milliseconds_to(uint64_t until_ns)
{
	const uint64_t now = vss_now_ns();
	const uint64_t ms = now < until_ns ? (until_ns - now + 999999) / 1000000 : 0;

	return ms > 60000 ? 60000 : (int)ms;
}

/* Until something happens, or that time. */
static void wait_for(const struct watchdog *w, uint64_t until_ns)
{
	struct pollfd fds[] = {
		{ .fd = w->daemon, .events = POLLIN },
		{ .fd = w->signals, .events = POLLIN },
		{ .fd = w->freezer_end, .events = POLLIN },
	};

	poll(fds, ARRAY_SIZE(fds), milliseconds_to(until_ns));
}

/*
 * A second freeze at a time would undo the first; without a journal, though, a freeze is still a good
 * one.
 */
static int begin_journal(struct watchdog *w)
{
	int rc = vss_journal_begin(w->c->root, &w->journal);

	if (rc == -EEXIST) {
		vss_journal_end(w->c->root, &w->journal, false);
		rc = vss_rescue_journal(w->c);
		if (rc == 0)
			rc = vss_journal_begin(w->c->root, &w->journal);
	}
	if (rc == 0)
		return 0;
	vss_journal_end(w->c->root, &w->journal, false);
	if (rc == -EBUSY)
		hv_log(w->c->log, LOG_ERR, "another freeze is under way");
	if (rc == -EBUSY || rc == -EIO)
		return rc;
	hv_log(w->c->log, LOG_WARNING, "freezing without a journal: %s", strerror(-rc));
	return 0;
}

static void plan_journal(struct watchdog *w)
{
	const int rc = w->journal.fd < 0 ? 0 : vss_journal_plan(&w->journal, w->table);

	if (rc == 0)
		return;
	vss_journal_end(w->c->root, &w->journal, true);
	hv_log(w->c->log, LOG_WARNING, "freezing without a journal: %s",
	       rc == -EXDEV ? "it would be frozen, too" : strerror(-rc));
}

static int prepare(struct watchdog *w)
{
	const int fds[] = { w->daemon, w->signals };
	const struct vss_interrupt interrupt = { fds, is_ordered, w };
	int rc = begin_journal(w);

	if (rc == 0)
		rc = vss_hooks_load(w->c->root, w->c->config->hook_deadline_s, w->c->log,
		                    &w->hooks);
	if (rc == 0)
		rc = vss_hooks_freeze(&w->hooks, &interrupt, w->c->log);
	if (rc == 0)
		rc = vss_plan(w->c->root, w->c->config, w->c->log, w->table);
	if (rc == 0)
		plan_journal(w);
	if (rc < 0)
		hv_log(w->c->log, LOG_ERR, "no freeze: %s",
		       rc == -EPERM ? "a hook says no" : strerror(-rc));
	return rc;
}

static int start_freezer(struct watchdog *w)
{
	const pid_t self = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	w->freezer = fork();
	if (w->freezer == 0) {
		close(ends[0]);
		close(w->daemon); /* the daemon is to hear of the watchdog's end, not of ours */
		vss_rename("hv_vss_freezer");
		vss_harden(w->c->root);
		vss_freeze_all(w->table, &w->journal, w->c->ops, self);
		_exit(0);
	}
	close(ends[1]);
	w->freezer_end = ends[0];
	return w->freezer < 0 ? -errno : 0;
}

static void take_freezer(struct watchdog *w)
{
	struct pollfd end = { .fd = w->freezer_end, .events = POLLIN };

	if (w->freezer_end < 0 || poll(&end, 1, 0) != 1)
		return;
	close(w->freezer_end);
	w->freezer_end = -1;
	while (waitpid(w->freezer, NULL, 0) < 0 && errno == EINTR)
		;
	/* It was killed: what it was at may be frozen. */
	for (uint32_t i = 0; i < w->table->count; i++) {
		vss_entry_change(&w->table->entries[i], VSS_FREEZING, VSS_FROZEN);
		vss_entry_change(&w->table->entries[i], VSS_ABANDONED, VSS_FROZEN);
	}
}

static uint64_t deadline(const struct watchdog *w)
{
	return w->table->begin_ns + w->c->config->deadline_s * NS_PER_S;
}

/* When to lose patience with the freezer, as it stands. */
static uint64_t patience(const struct watchdog *w, uint64_t begin_ns)
{
	const struct vss_table *t = w->table;
	uint64_t until;

	if (!t->synced)
		return begin_ns + SYNC_NS;
	until = deadline(w);
	for (uint32_t i = 0; i < t->count; i++) {
		const uint64_t mine =
			t->entries[i].begin_ns + w->c->config->mount_deadline_s * NS_PER_S;

		if (t->entries[i].state == VSS_FREEZING && mine < until)
			until = mine;
	}
	return until;
}

static bool is_all_done(const struct vss_table *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->entries[i].state != VSS_FROZEN && t->entries[i].state != VSS_FOREIGN &&
		    t->entries[i].state != VSS_SKIPPED)
			return false;
	return true;
}

/* Look at the freezer's work until it is through. Whether all is frozen that can be. */
static bool freeze(struct watchdog *w)
{
	const uint64_t begin = vss_now_ns();

	if (start_freezer(w) < 0)
		return false;
	while (w->freezer_end >= 0) {
		const uint64_t until = patience(w, begin), step = vss_now_ns() + NS_PER_S / 5;

		if (is_ordered(w) || vss_now_ns() >= until) {
			vss_freeze_cancel(w->table);
			take_freezer(w);
			break;
		}
		/* In small steps, as the next file system's time begins without a word. */
		wait_for(w, until < step ? until : step);
		take_freezer(w);
	}
	return is_all_done(w->table);
}

/* True when it was ordered, false when the deadline passed. */
static bool hold(struct watchdog *w)
{
	while (!is_ordered(w) && vss_now_ns() < deadline(w))
		wait_for(w, deadline(w));
	return w->ordered;
}

static void tell_entry(const struct vss_entry *e, struct hv_log *log)
{
	const int state = e->state;

	switch (state) {
	case VSS_FOREIGN:
		hv_log(log, LOG_WARNING, "%.200s was frozen by someone else, who has to thaw it",
		       e->point);
		break;
	case VSS_SKIPPED:
		hv_log(log, LOG_WARNING, "%.200s is not frozen: %.40s cannot be", e->point,
		       e->type);
		break;
	case VSS_FAILED:
		hv_log(log, LOG_ERR, "%.200s cannot be frozen: %s", e->point, strerror(-e->error));
		break;
	case VSS_ABANDONED:
		hv_log(log, LOG_ERR, "freezing %.200s takes too long: given up", e->point);
		break;
	case VSS_STUCK:
		hv_log(log, LOG_CRIT, "%.200s cannot be thawed: %s", e->point, strerror(-e->error));
		break;
	case VSS_THAWED:
		if (e->error < 0)
			hv_log(log, LOG_ERR, "%.200s was thawed by someone else", e->point);
		break;
	default:
		break;
	}
}

static void tell(const struct watchdog *w, enum vss_word word)
{
	const struct vss_table *t = w->table;
	unsigned int thawed = 0;

	for (uint32_t i = 0; i < t->count; i++) {
		tell_entry(&t->entries[i], w->c->log);
		thawed += t->entries[i].state == VSS_THAWED;
	}
	if (word == VSS_WORD_EXPIRED)
		hv_log(w->c->log, LOG_ERR, "nobody thawed within %lu s: the watchdog did",
		       w->c->config->deadline_s);
	else if (w->orphaned)
		hv_log(w->c->log, LOG_ERR,
		       "the daemon ended in the middle of a freeze: the watchdog thawed");
	if (t->begin_ns)
		hv_log(w->c->log, LOG_INFO, "%u of %u file systems were frozen, for %.3f s", thawed,
		       t->count, (double)(t->end_ns - t->begin_ns) / 1e9);
}

static bool is_left_frozen(const struct vss_table *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->entries[i].state == VSS_ABANDONED || t->entries[i].state == VSS_STUCK)
			return true;
	return false;
}

/* From the first freeze to after the last thaw. */
static enum vss_word work(struct watchdog *w)
{
	enum vss_word word = VSS_WORD_FAILED;
	enum vss_thawed thawed;

	vss_harden(w->c->root);
	if (freeze(w)) {
		say(w, VSS_WORD_FROZEN);
		word = hold(w) ? VSS_WORD_THAWED : VSS_WORD_EXPIRED;
	}
	thawed = vss_thaw_all(w->table, w->c->ops);
	/* Whoever hears of it may unmount them at once. */
	if (!is_left_frozen(w->table))
		vss_table_close(w->table);
	if (word == VSS_WORD_THAWED && thawed != VSS_ALL_THAWED)
		word = VSS_WORD_BROKEN;
	return word;
}

/* One that is still being frozen is thawed by the freezer, or by us if that is killed. */
static void outlive_freezer(struct watchdog *w)
{
	while (w->freezer_end >= 0) {
		struct pollfd end = { .fd = w->freezer_end, .events = POLLIN };

		poll(&end, 1, -1);
		take_freezer(w);
		if (w->freezer_end < 0)
			hv_log(w->c->log, LOG_WARNING, "the freezer has come back");
	}
	vss_thaw_all(w->table, w->c->ops);
}

static void finish(struct watchdog *w)
{
	if (is_left_frozen(w->table)) {
		vss_hooks_thaw(&w->hooks, w->c->log);
		outlive_freezer(w);
	}
	/* What could not be thawed is left to the next daemon. */
	vss_journal_end(w->c->root, &w->journal, !is_left_frozen(w->table));
	vss_table_close(w->table);
	vss_hooks_thaw(&w->hooks, w->c->log);
}

int vss_watchdog_run(const struct vss_context *c, int daemon, struct vss_table *table)
{
	static const int ends[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	struct watchdog w = { .c = c, .table = table, .daemon = daemon, .freezer_end = -1 };
	enum vss_word word = VSS_WORD_FAILED;
	sigset_t all;

	vss_rename("hv_vss_thawer");
	w.hooks.dir = w.journal.fd = -1;
	w.signals = hv_signal_fd(ends, ARRAY_SIZE(ends));
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (w.signals >= 0 && prepare(&w) == 0)
		word = work(&w);
	say(&w, word);
	tell(&w, word);
	finish(&w);
	vss_hooks_close(&w.hooks);
	return word == VSS_WORD_THAWED ? EXIT_SUCCESS : EXIT_FAILURE;
}
