/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Forward through the table and back. Freezing can keep a process in the kernel for as long as it likes,
 * where no signal reaches it, for instance when it waits for a program that waits for a file system
 * already frozen. So it is done by a process of its own, the freezer, and another one thaws.
 */
#pragma once
#include "journal.h"
#include "ops.h"
#include "table.h"
#include <sys/types.h>

/*
 * The freezer's life: write everything back, then freeze one after the other, up to the first that fails
 * or until table->cancelled. If @watchdog, its parent, is gone, it thaws what it froze.
 */
void vss_freeze_all(struct vss_table *table, struct vss_journal *journal, const struct vss_ops *ops,
                    pid_t watchdog);

/* Give up: what has not been begun is cancelled, what is in the kernel abandoned. */
void vss_freeze_cancel(struct vss_table *table);

enum vss_thawed {
	VSS_ALL_THAWED,
	VSS_THAWED_BEFORE, /* somebody else had thawed one of ours meanwhile */
	VSS_STILL_FROZEN,  /* thawing one failed */
};

/* Thaw what we have frozen, in reverse. Neither allocates nor logs. */
enum vss_thawed vss_thaw_all(struct vss_table *table, const struct vss_ops *ops);
