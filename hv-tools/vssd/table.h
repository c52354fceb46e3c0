/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file systems of one freeze, in the order of freezing, in memory that the processes share: the
 * freezer goes forward through it, the watchdog thaws backward. Whose turn an entry is tells its state
 * alone, which changes by compare-and-exchange where both could want it.
 */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { VSS_ENTRIES_MAX = 512 };

enum vss_state {
	VSS_PLANNED,
	VSS_FREEZING,  /* the freezer is in the kernel for it */
	VSS_FROZEN,    /* by us */
	VSS_FOREIGN,   /* frozen, but by someone else, who will thaw it */
	VSS_SKIPPED,   /* it cannot be frozen */
	VSS_FAILED,    /* freezing it failed */
	VSS_ABANDONED, /* it took too long: whoever comes out of the kernel thaws it */
	VSS_CANCELLED, /* its turn never came */
	VSS_THAWED,
	VSS_STUCK, /* thawing it failed */
};

struct vss_entry {
	uint32_t major, minor; /* of the superblock */
	int fd;                /* of its mount point; -1 = closed */
	_Atomic int state;
	int error; /* of FAILED, SKIPPED and STUCK, negative; of THAWED: it was not frozen any more */
	_Atomic uint64_t begin_ns;              /* when the freezer came to it, CLOCK_MONOTONIC */
	uint64_t sync_ns, freeze_ns, thaw_ns;   /* how long it took */
	char point[256], type[32], source[128]; /* for the log; cut when longer */
};

struct vss_table {
	uint32_t count;
	_Atomic bool synced; /* the freezer is through with writing back */
	_Atomic bool cancelled;
	uint64_t begin_ns, end_ns; /* from before the first freeze to after the last thaw */
	struct vss_entry entries[VSS_ENTRIES_MAX];
};

/* Memory for one that forked processes share; NULL. */
struct vss_table *vss_table_new(void);
void vss_table_free(struct vss_table *table);
/* Close the descriptors of all. */
void vss_table_close(struct vss_table *table);

bool vss_entry_change(struct vss_entry *entry, enum vss_state from, enum vss_state to);
const char *vss_state_name(int state);
uint64_t vss_now_ns(void);
