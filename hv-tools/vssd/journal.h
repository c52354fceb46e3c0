/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run/hvkit/vss.frozen: what a freeze under way has frozen, for a daemon whose predecessor ended in the
 * middle of one. There from before the first hook runs to after the last thaw; nothing in it survives a
 * boot, as nothing frozen does.
 *
 * The first line is "hvkit vss 1", then one for each superblock in the order of freezing: a mark, its
 * number, where it is mounted (as in mountinfo). Marks are changed in place, through memory, as nothing
 * may be written between freeze and thaw. Its watchdog holds the file's lock (flock(2)) as long as it
 * lives.
 */
#pragma once
#include "table.h"
#include <stddef.h>

enum vss_mark {
	VSS_MARK_PLANNED = '-',
	VSS_MARK_FROZEN = '+', /* or about to be */
	VSS_MARK_NOT_OURS = '=',
};

struct vss_journal {
	int fd;    /* -1 = there is none */
	char *map; /* what the marks stand in; NULL before vss_journal_plan() */
	size_t size;
};

/*
 * Make it, below @root, with no superblocks yet. 0; -EBUSY when another's watchdog holds it; -EEXIST when
 * a dead one has left it; another -errno. vss_journal_end() in any case.
 */
int vss_journal_begin(int root, struct vss_journal *journal);
/* Note down what @table has. -EXDEV: its own file system is among that. */
int vss_journal_plan(struct vss_journal *journal, const struct vss_table *table);
/* Change the mark of the @i-th; only of a journal that has been planned. */
void vss_journal_mark(struct vss_journal *journal, uint32_t i, enum vss_mark mark);
/* Remove the file if @remove, and let go of it. */
void vss_journal_end(int root, struct vss_journal *journal, bool remove);

/*
 * What a predecessor left: entries with number, name and state, FROZEN for those it may have frozen.
 * Waits up to five seconds for a predecessor's watchdog to be through. 0 when there was a journal;
 * -ENOENT; another -errno.
 */
int vss_journal_read(int root, struct vss_table *ret);
/*
 * The same from a text of @len bytes, which is changed. -EINVAL: not one line of ours; other bad lines
 * are left out.
 */
int vss_journal_parse(char *text, size_t len, struct vss_table *ret);
int vss_journal_remove(int root);
