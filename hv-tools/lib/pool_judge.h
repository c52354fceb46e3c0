/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is to become of a change that somebody left behind, noted down and perhaps begun: what stands in the
 * pool tells. See pool_note.h for the rules.
 */
#pragma once
#include "pool.h"

/*
 * Judge the whole note that is open: pool->note.way. @undo: it was being taken back; @ordered: no power
 * failed since, what was written first is there first. 0 or -errno.
 */
int hv_note_judge(struct hv_pool *pool, bool undo, bool ordered);
