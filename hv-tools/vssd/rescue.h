/* SPDX-License-Identifier: GPL-2.0-only */
/* Thawing what processes of ours left frozen when they ended too early. */
#pragma once
#include "context.h"
#include "table.h"

/*
 * Of a journal that a predecessor left: thaw, remove it, tell the hooks to thaw. Nothing is logged before
 * all is thawed. 0 when there is none or all is well; -errno otherwise.
 */
int vss_rescue_journal(const struct vss_context *c);

/* The same of the table of a watchdog that was killed, whose freezer may still be there. */
int vss_rescue_table(const struct vss_context *c, struct vss_table *table);
