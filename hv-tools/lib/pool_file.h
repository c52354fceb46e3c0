/* SPDX-License-Identifier: GPL-2.0-only */
/* What each operation on a pool begins and ends with, and what it does with the file in between. */
#pragma once
#include "pool_record.h"

/*
 * Take the locks, see to it that the file is still the pool's, look at it and for a note beside it. With
 * @change, settle that. hv_pool_end() after success only.
 */
int hv_pool_begin(struct hv_pool *pool, bool change);
void hv_pool_end(struct hv_pool *pool);

/* Records, and one of them, as they are once the note is settled. */
uint64_t hv_pool_records(const struct hv_pool *pool);
int hv_pool_read(const struct hv_pool *pool, uint64_t place, struct hv_pool_image *ret);

/* Look at the file again: pool->stamp, count and rest. */
int hv_pool_look(struct hv_pool *pool);

/* Put @image behind the last record. */
int hv_pool_add(struct hv_pool *pool, const struct hv_pool_image *image);
/* Cut the file after @count records. */
int hv_pool_cut(struct hv_pool *pool, uint64_t count);

int hv_pool_open_file(struct hv_pool *pool);
