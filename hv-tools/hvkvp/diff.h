/* SPDX-License-Identifier: GPL-2.0-only */
/* What has become of a pool between two looks at it. The n-th record of a key then is the n-th of it now. */
#pragma once
#include "records.h"

enum change { CHANGE_ADDED, CHANGE_CHANGED, CHANGE_REMOVED };

/* @record is the one of now, for CHANGE_REMOVED the one of then. 0 to go on; else records_diff() returns it. */
typedef int change_fn(void *ctx, enum change change, const struct record *record);

/* Good records only, by key. 0, what @fn returned, or -ENOMEM. */
int records_diff(const struct records *then, const struct records *now, change_fn *fn, void *ctx);
