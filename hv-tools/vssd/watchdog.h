/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The second process: it plans a freeze, has it done by a third one (freezer.h), and from then on waits
 * for one of the reasons to thaw: an order, a signal, the end of the daemon, its own deadline. Whatever
 * becomes of the daemon, killed or stopped, the guest's file systems are free again after that. Its name
 * is another, hv_vss_thawer, so that who kills hv_vss_daemon by name leaves it alone.
 *
 * While anything is frozen it allocates nothing, writes nothing and logs nothing; its memory is locked.
 */
#pragma once
#include "context.h"
#include "table.h"

/* To the daemon and from it: single bytes over a pair of SOCK_SEQPACKET. */
enum vss_word {
	VSS_WORD_THAW = 'T',    /* the daemon's order */
	VSS_WORD_FROZEN = 'f',  /* all of it */
	VSS_WORD_FAILED = 'x',  /* nothing is frozen, and will not be */
	VSS_WORD_THAWED = 't',  /* as ordered */
	VSS_WORD_BROKEN = 'b',  /* thawed, but one was not ours any more, or cannot be */
	VSS_WORD_EXPIRED = 'e', /* thawed without an order */
};

/*
 * All of its life, in the forked process; @daemon is its end of the pair. @table is shared. Its exit
 * code.
 */
int vss_watchdog_run(const struct vss_context *c, int daemon, struct vss_table *table);
