// SPDX-License-Identifier: GPL-2.0-only
#include "freezer.h"
#include <errno.h>
#include <time.h>
#include <unistd.h>

enum { THAW_TRIES = 3, THAW_PAUSE_MS = 100 };

static enum vss_state outcome(int rc)
{
	switch (rc) {
	case 0:
		return VSS_FROZEN;
	case -EBUSY:
		return VSS_FOREIGN;
	case -EOPNOTSUPP:
	case -ENOTTY:
		return VSS_SKIPPED;
	default:
		return VSS_FAILED;
	}
}

static int thaw_patiently(const struct vss_ops *ops, int fd)
{
	const struct timespec pause = { .tv_nsec = THAW_PAUSE_MS * 1000000l };
	int rc = ops->thaw(ops->ctx, fd);

	for (int i = 1; i < THAW_TRIES && rc < 0 && rc != -EINVAL; i++) {
		nanosleep(&pause, NULL);
		rc = ops->thaw(ops->ctx, fd);
	}
	return rc;
}

static void thaw_entry(struct vss_entry *e, const struct vss_ops *ops)
{
	const uint64_t begin = vss_now_ns();

	e->error = thaw_patiently(ops, e->fd);
	e->thaw_ns = vss_now_ns() - begin;
	e->state = e->error == 0 || e->error == -EINVAL ? VSS_THAWED : VSS_STUCK;
}

static void freeze_entry(struct vss_table *table, uint32_t i, struct vss_journal *journal,
                         const struct vss_ops *ops)
{
	struct vss_entry *e = &table->entries[i];
	enum vss_state state;
	int rc;

	e->begin_ns = vss_now_ns();
	if (!vss_entry_change(e, VSS_PLANNED, VSS_FREEZING))
		return;
	vss_journal_mark(journal, i, VSS_MARK_FROZEN);
	rc = ops->freeze(ops->ctx, e->fd);
	e->freeze_ns = vss_now_ns() - e->begin_ns;
	e->error = rc;
	state = outcome(rc);
	if (!vss_entry_change(e, VSS_FREEZING, state)) {
		if (state == VSS_FROZEN)
			thaw_entry(e, ops);
		else
			e->state = state;
	}
	if (state != VSS_FROZEN)
		vss_journal_mark(journal, i, VSS_MARK_NOT_OURS);
}

static bool is_alone(pid_t watchdog)
{
	return getppid() != watchdog;
}

static void sync_all(struct vss_table *table, const struct vss_ops *ops, pid_t watchdog)
{
	for (uint32_t i = 0; i < table->count && !table->cancelled && !is_alone(watchdog); i++) {
		struct vss_entry *e = &table->entries[i];
		const uint64_t begin = vss_now_ns();

		ops->sync(ops->ctx, e->fd); /* what it could not do the freeze will say */
		e->sync_ns = vss_now_ns() - begin;
	}
}

void vss_freeze_all(struct vss_table *table, struct vss_journal *journal, const struct vss_ops *ops,
                    pid_t watchdog)
{
	sync_all(table, ops, watchdog);
	table->begin_ns = vss_now_ns();
	table->synced = true;
	for (uint32_t i = 0; i < table->count && !table->cancelled && !is_alone(watchdog); i++) {
		freeze_entry(table, i, journal, ops);
		if (table->entries[i].state == VSS_FAILED)
			break;
	}
	if (is_alone(watchdog))
		vss_thaw_all(table, ops);
}

void vss_freeze_cancel(struct vss_table *table)
{
	table->cancelled = true;
	for (uint32_t i = 0; i < table->count; i++) {
		vss_entry_change(&table->entries[i], VSS_PLANNED, VSS_CANCELLED);
		vss_entry_change(&table->entries[i], VSS_FREEZING, VSS_ABANDONED);
	}
}

enum vss_thawed vss_thaw_all(struct vss_table *table, const struct vss_ops *ops)
{
	enum vss_thawed result = VSS_ALL_THAWED;

	for (uint32_t i = table->count; i-- > 0;) {
		struct vss_entry *e = &table->entries[i];

		if (e->state == VSS_FROZEN)
			thaw_entry(e, ops);
		if (e->state == VSS_STUCK)
			result = VSS_STILL_FROZEN;
		else if (e->state == VSS_THAWED && e->error < 0 && result == VSS_ALL_THAWED)
			result = VSS_THAWED_BEFORE;
	}
	table->end_ns = vss_now_ns();
	return result;
}
