// SPDX-License-Identifier: GPL-2.0-only
#include "records.h"
#include "auto.h"
#include "pool_lock.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum {
	BAD = 1 << HV_POOL_NO_KEY | 1 << HV_POOL_OPEN_KEY | 1 << HV_POOL_OPEN_VALUE |
	      1 << HV_POOL_BAD_KEY | 1 << HV_POOL_BAD_VALUE,
};

static int grow(struct records *r)
{
	const size_t room = r->room ? 2 * r->room : 64;
	struct record *items = realloc(r->items, room * sizeof(*items));

	if (!items)
		return -ENOMEM;
	r->items = items;
	r->room = room;
	return 0;
}

/* Key and value in one piece of memory, which is the key's. */
static int take(struct records *r, const struct hv_pool_record *from, int faults)
{
	char *text;

	if (r->count == r->room && grow(r) < 0)
		return -ENOMEM;
	text = malloc(from->key_len + from->value_len + 2);
	if (!text)
		return -ENOMEM;
	memcpy(text, from->key, from->key_len + 1);
	memcpy(text + from->key_len + 1, from->value, from->value_len + 1);
	r->items[r->count++] = (struct record){
		.key = text,
		.value = text + from->key_len + 1,
		.key_len = from->key_len,
		.value_len = from->value_len,
		.index = from->index,
		.good = !(faults & BAD),
	};
	r->bad += (faults & BAD) != 0;
	return 0;
}

static int take_all(struct hv_pool *pool, struct records *r)
{
	struct hv_pool_record record;
	int rc;

	for (uint64_t i = 0;; i++) {
		rc = hv_pool_peek(pool, i, &record);
		if (rc >= 0)
			rc = take(r, &record, rc);
		if (rc < 0)
			return rc == -ENODATA ? 0 : rc;
	}
}

/*
 * Each look at a record takes the locks for itself only; this descriptor holds them for all of them, so that no
 * record is moved between two looks.
 */
static int hold(const struct hv_pool *pool, unsigned int wait_ms)
{
	char name[32];
	int fd, rc;

	snprintf(name, sizeof(name), ".kvp_pool_%u", pool->number);
	fd = openat(pool->dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = hv_pool_lock(fd, false, wait_ms);
	if (rc < 0)
		close(fd);
	return rc < 0 ? rc : fd;
}

static int load(struct hv_pool *pool, unsigned int wait_ms, struct records *r)
{
	AUTO_CLOSE int held = hold(pool, wait_ms);

	pool->wait_ms = wait_ms;
	return held < 0 ? held : take_all(pool, r);
}

int records_load(int dir, unsigned int number, unsigned int wait_ms, struct records *ret)
{
	struct records r = { 0 };
	struct hv_pool pool;
	int rc = hv_pool_open(&pool, dir, number, HV_POOL_READ_ONLY);

	if (rc >= 0)
		rc = load(&pool, wait_ms, &r);
	hv_pool_close(&pool);
	if (rc == -ENOENT) {
		r.missing = true;
		rc = 0;
	}
	if (rc < 0) {
		records_free(&r);
		return rc;
	}
	*ret = r;
	return 0;
}

void records_free(struct records *records)
{
	for (size_t i = 0; i < records->count; i++)
		free(records->items[i].key);
	free(records->items);
	*records = (struct records){ 0 };
}

bool record_is(const struct record *record, const char *key, size_t len)
{
	return record->key_len == len && memcmp(record->key, key, len) == 0;
}

const struct record *records_find(const struct records *records, const char *key, size_t len)
{
	for (size_t i = 0; i < records->count; i++)
		if (records->items[i].good && record_is(&records->items[i], key, len))
			return &records->items[i];
	return NULL;
}
