/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Many changes of a pool as one: all are made, or none stays. What there was is put back when one fails; other
 * programs' records are left alone, but those of a key that was put back may come after theirs.
 */
#pragma once
#include "records.h"

struct pair {
	char *key, *value; /* NUL-ended; the batch's */
	size_t key_len, value_len;
};

struct batch {
	struct pair *pairs;
	size_t count, room;
};

enum { BATCH_MAX = 16384 };

enum batch_mode {
	BATCH_SET,     /* in place of what there is of the same keys */
	BATCH_APPEND,  /* behind what there is */
	BATCH_REPLACE, /* in place of all that there is */
};

struct batch_done {
	size_t set, added, removed;
	bool put_back; /* after a failure; false: that failed, too */
};

/* Copies; the text may hold any byte but is cut at none. -E2BIG beyond BATCH_MAX, -ENOMEM. */
int batch_add(struct batch *b, const char *key, size_t key_len, const char *value,
              size_t value_len);
void batch_free(struct batch *b);

/* @before: what @pool holds now. 0 or -errno; -ENOSPC before anything is done where that can be known. */
int batch_apply(const struct batch *b, struct hv_pool *pool, const struct records *before,
                enum batch_mode mode, struct batch_done *ret);
