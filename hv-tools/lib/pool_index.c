// SPDX-License-Identifier: GPL-2.0-only
#include "pool_index.h"
#include "pool_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GOOD = 1, FIRST_ROOM = 64 };

#define TICK_NS INT64_C(20000000) /* the coarsest clock of file times, HZ=100, twice */

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* FNV-1a. */
static uint32_t key_hash(const char *key)
{
	uint32_t hash = 0x811c9dc5;

	for (size_t i = 0; i < HV_POOL_KEY_SIZE && key[i]; i++)
		hash = (hash ^ (uint8_t)key[i]) * 0x01000193u;
	return (hash | 2) & ~(uint32_t)GOOD;
}

static uint32_t entry_of(const struct hv_pool_image *image)
{
	const unsigned int faults = hv_image_faults(image);

	if (faults & HV_POOL_KEYLESS)
		return 0;
	return key_hash(image->key) | (faults & HV_POOL_BAD ? 0 : GOOD);
}

void hv_index_forget(struct hv_pool *pool)
{
	pool->index.scanned_ns = 0;
}

void hv_index_free(struct hv_pool *pool)
{
	free(pool->index.entries);
	pool->index = (struct hv_pool_index){ 0 };
}

static bool is_of_this_file(const struct hv_pool *pool)
{
	const struct hv_pool_index *x = &pool->index;

	return x->scanned_ns && memcmp(&x->stamp, &pool->stamp, sizeof(x->stamp)) == 0;
}

static bool is_due(const struct hv_pool *pool, bool exact)
{
	const struct hv_pool_index *x = &pool->index;
	const int64_t settled_ns = x->stamp.ctime_ns + TICK_NS;

	if (!is_of_this_file(pool))
		return true;
	return x->scanned_ns < settled_ns && (exact || now_ns() >= settled_ns);
}

static int make_room(struct hv_pool_index *x, size_t count)
{
	size_t room = x->room ? x->room : FIRST_ROOM;
	uint32_t *entries;

	if (count <= x->room)
		return 0;
	while (room < count)
		room *= 2;
	entries = realloc(x->entries, room * sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	x->entries = entries;
	x->room = room;
	return 0;
}

int hv_index_refresh(struct hv_pool *pool, bool exact)
{
	struct hv_pool_index *x = &pool->index;
	const uint64_t count = hv_pool_records(pool);
	struct hv_pool_image image;
	int rc;

	if (!is_due(pool, exact))
		return 0;
	hv_index_forget(pool);
	if (count > HV_POOL_MAX_RECORDS)
		return -EFBIG;
	rc = make_room(x, count);
	x->count = x->good = x->last_good = x->last_place = 0;
	for (uint64_t i = 0; rc == 0 && i < count; i++) {
		rc = hv_pool_read(pool, i, &image);
		if (rc < 0)
			break;
		x->entries[x->count] = entry_of(&image);
		x->good += x->entries[x->count++] & GOOD;
	}
	if (rc < 0)
		return rc;
	x->stamp = pool->stamp;
	x->scanned_ns = now_ns();
	return 0;
}

bool hv_index_agrees(const struct hv_pool *pool, uint64_t place, const struct hv_pool_image *image)
{
	return pool->index.entries[place] == entry_of(image);
}

ssize_t hv_index_good(struct hv_pool *pool, uint64_t i)
{
	struct hv_pool_index *x = &pool->index;

	if (i >= x->good)
		return -ENODATA;
	if (x->good == x->count)
		return (ssize_t)i;
	if (i < x->last_good)
		x->last_good = x->last_place = 0;
	/* last_good is how many good ones stand before last_place. */
	for (; x->last_good < i || !(x->entries[x->last_place] & GOOD); x->last_place++)
		x->last_good += x->entries[x->last_place] & GOOD;
	return (ssize_t)x->last_place;
}

ssize_t hv_index_find(struct hv_pool *pool, const char *key, bool good, struct hv_pool_image *ret)
{
	const struct hv_pool_index *x = &pool->index;
	const uint32_t hash = key_hash(key);

	for (size_t i = 0; i < x->count; i++) {
		int rc;

		if ((x->entries[i] & ~(uint32_t)GOOD) != hash || (good && !(x->entries[i] & GOOD)))
			continue;
		rc = hv_pool_read(pool, i, ret);
		if (rc < 0)
			return rc;
		if (hv_image_has_key(ret, key))
			return (ssize_t)i;
	}
	return -ENOENT;
}

ssize_t hv_index_twin(struct hv_pool *pool, uint64_t place, const struct hv_pool_image *image)
{
	const struct hv_pool_index *x = &pool->index;
	struct hv_pool_image other;

	for (size_t i = 0; i < place; i++) {
		int rc;

		if ((x->entries[i] ^ x->entries[place]) & ~(uint32_t)GOOD || !x->entries[i])
			continue;
		rc = hv_pool_read(pool, i, &other);
		if (rc < 0)
			return rc;
		if (hv_image_has_key(&other, image->key))
			return (ssize_t)i;
	}
	return -ENOENT;
}

/* Without memory or a stamp it is read anew next time. */
void hv_index_changed(struct hv_pool *pool, uint64_t place, const struct hv_pool_image *image)
{
	struct hv_pool_index *x = &pool->index;
	const bool known = is_of_this_file(pool);
	const uint32_t entry = entry_of(image);

	if (!known || place > x->count || make_room(x, place + 1) < 0 || hv_pool_look(pool) < 0) {
		hv_index_forget(pool);
		return;
	}
	if (place == x->count)
		x->entries[x->count++] = 0;
	x->good += (entry & GOOD) - (size_t)(x->entries[place] & GOOD);
	x->entries[place] = entry;
	x->last_good = x->last_place = 0;
	x->stamp = pool->stamp;
	x->scanned_ns = now_ns();
}
