/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that make others ready for a freeze, /etc/hvkit/freeze.d: run in the order of their names with
 * the argument "freeze" before, in reverse with "thaw" after. Each runs in a process group of its own
 * with a fixed environment, and is killed with its group at its deadline.
 *
 * Only what nobody but its owner, root, may write is run: the folder and each file. Names are of letters,
 * digits, '_', '-' and '.', and begin with none of the last two; others (editors' and packagers'
 * leftovers) are passed over.
 */
#pragma once
#include "log.h"
#include <stdbool.h>
#include <stdint.h>

#define VSS_HOOKS_FOLDER "/etc/hvkit/freeze.d"

enum { VSS_HOOKS_MAX = 32, VSS_HOOK_NAME = 64 };

struct vss_hooks {
	int root;
	int dir;                 /* -1: there is no folder */
	uint64_t deadline_ns;    /* of one run */
	unsigned int count, run; /* how many there are; how many of them were told to freeze */
	char names[VSS_HOOKS_MAX][VSS_HOOK_NAME];
};

/* Whether to give up: asked while a hook runs, whenever @fd is readable or has hung up. */
struct vss_interrupt {
	const int *fds; /* two */
	bool (*is_wanted)(void *ctx);
	void *ctx;
};

/* Look for hooks below @root. 0, also where there is none; -E2BIG for more than VSS_HOOKS_MAX; -errno. */
int vss_hooks_load(int root, unsigned long deadline_s, struct hv_log *log, struct vss_hooks *hooks);
void vss_hooks_close(struct vss_hooks *hooks);

/*
 * Tell them to freeze. 0; -EPERM when one says no, -ETIMEDOUT when one did not end, -ECANCELED; -errno.
 */
int vss_hooks_freeze(struct vss_hooks *hooks, const struct vss_interrupt *interrupt,
                     struct hv_log *log);
/* Tell those that were told to freeze, the one that said no included. What comes of it is only logged. */
void vss_hooks_thaw(struct vss_hooks *hooks, struct hv_log *log);
