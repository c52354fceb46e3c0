/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is kept in memory of a pool's records, a number for each: 0 when its key is none, else a hash of the
 * key whose lowest bit says that the record is good. It is true for as long as the file's size, times and
 * inode stay the same. Times tick in milliseconds: a file that had changed just before it was read is read
 * once more later.
 */
#pragma once
#include "pool_record.h"

/*
 * Read all records if that is due. With @exact also when the times may hide a change since; without, what
 * follows from such an index has to be checked against the record.
 */
int hv_index_refresh(struct hv_pool *pool, bool exact);
void hv_index_forget(struct hv_pool *pool);
void hv_index_free(struct hv_pool *pool);

/* Whether record @place is as the index has it. */
bool hv_index_agrees(const struct hv_pool *pool, uint64_t place, const struct hv_pool_image *image);
/* Where the @i-th good record stands; -ENODATA. */
ssize_t hv_index_good(struct hv_pool *pool, uint64_t i);
/* Where the first record with @key stands, or the first @good one; -ENOENT. Its content to @ret. */
ssize_t hv_index_find(struct hv_pool *pool, const char *key, bool good, struct hv_pool_image *ret);
/* Where a record with the key of @place stands further up; -ENOENT. */
ssize_t hv_index_twin(struct hv_pool *pool, uint64_t place, const struct hv_pool_image *image);

/* The file has changed under our locks, and only in this: record @place is now @image. */
void hv_index_changed(struct hv_pool *pool, uint64_t place, const struct hv_pool_image *image);
