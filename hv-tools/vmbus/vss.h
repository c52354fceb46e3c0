/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Volume snapshots: the guest's daemon is asked to hold its file systems still, and to let go of them.
 * Events: vss {op, number, status, flags} for each answer; "vss test" ends with op "test" {status, error}.
 */
#pragma once
#include "ic.h"

struct vss {
	struct ic ic;
	bool testing; /* no other requests meanwhile */
	bool frozen;  /* the test has sent a FREEZE, and no THAW was answered yet */
	struct timer retry;
	uint64_t give_up_ns;
};

void vss_init(struct vss *vss, struct vmbus *vmbus);

extern const struct command vss_commands[]; /* ctx: struct vss */
