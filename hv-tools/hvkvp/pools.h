/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening a pool to read all of it or to change it, with a word on standard error when that fails. */
#pragma once
#include "options.h"
#include "records.h"

/* All records of pool @number; 0 or -errno after a word. A folder or file that is missing is no record. */
int pool_load(const struct options *o, unsigned int number, struct records *ret);
/* As above; also tells how many records were bad, if any. */
int pool_load_good(const struct options *o, unsigned int number, struct records *ret);

/*
 * Open it to change it: -errno after a word. Pools 2 and 3 belong to daemon and host: -EPERM without --force.
 * hv_pool_close() after success only.
 */
int pool_open(const struct options *o, unsigned int number, bool create, struct hv_pool *ret);

/* The word on a failed change. Returns HV_EXIT_FAILED. */
int pool_failed(unsigned int number, int rc);
/* The exit code of a pool_open() that returned @rc. */
int pool_refused(int rc);
