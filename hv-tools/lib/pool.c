// SPDX-License-Identifier: GPL-2.0-only
#include "pool.h"
#include "pool_file.h"
#include "pool_index.h"
#include "pool_note.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A change of a dead process, before others read it. If it cannot be settled now, readers see through it. */
static void settle(struct hv_pool *pool)
{
	if (pool->flags & HV_POOL_READ_ONLY || pool->number == HV_POOL_GUEST)
		return;
	if (hv_note_find(pool) < 0 || pool->note.fd < 0)
		return;
	hv_note_close(pool);
	if (hv_pool_begin(pool, true) == 0)
		hv_pool_end(pool);
}

/* To be synced it must be open for reading, and the caller's may be a mere O_PATH. */
static int open_folder(int dir_fd, unsigned int flags)
{
	if (flags & HV_POOL_READ_ONLY)
		return fcntl(dir_fd, F_DUPFD_CLOEXEC, 3);
	return openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int hv_pool_open(struct hv_pool *pool, int dir_fd, unsigned int number, unsigned int flags)
{
	int rc;

	*pool = (struct hv_pool){
		.fd = -1,
		.dir_fd = -1,
		.number = number,
		.flags = flags,
		.wait_ms = HV_POOL_WAIT_MS,
		.note.fd = -1,
	};
	if (number >= HV_POOL_COUNT)
		return -EINVAL;
	pool->dir_fd = open_folder(dir_fd, flags);
	if (pool->dir_fd < 0)
		return -errno;
	rc = hv_pool_open_file(pool);
	if (rc == 0)
		settle(pool);
	return rc;
}

void hv_pool_close(struct hv_pool *pool)
{
	if (pool->fd >= 0)
		close(pool->fd);
	if (pool->dir_fd >= 0)
		close(pool->dir_fd);
	pool->fd = pool->dir_fd = -1;
	hv_index_free(pool);
}

ssize_t hv_pool_count(struct hv_pool *pool)
{
	int rc = hv_pool_begin(pool, false);

	if (rc < 0)
		return rc;
	rc = hv_index_refresh(pool, true);
	hv_pool_end(pool);
	return rc < 0 ? rc : (ssize_t)pool->index.good;
}

/* -ESTALE: the index is not true. */
static int read_good(struct hv_pool *pool, uint64_t i, struct hv_pool_record *ret)
{
	const ssize_t place = hv_index_good(pool, i);
	struct hv_pool_image image;
	int rc;

	if (place < 0)
		return (int)place;
	rc = hv_pool_read(pool, (uint64_t)place, &image);
	if (rc < 0)
		return rc;
	if (!hv_index_agrees(pool, (uint64_t)place, &image))
		return -ESTALE;
	hv_image_read(&image, (uint64_t)place, ret);
	return 0;
}

int hv_pool_at(struct hv_pool *pool, uint64_t i, struct hv_pool_record *ret)
{
	int rc = hv_pool_begin(pool, false);

	if (rc < 0)
		return rc;
	rc = hv_index_refresh(pool, false);
	if (rc == 0)
		rc = read_good(pool, i, ret);
	if (rc == -ESTALE) {
		hv_index_forget(pool);
		rc = hv_index_refresh(pool, true);
		if (rc == 0)
			rc = read_good(pool, i, ret);
	}
	hv_pool_end(pool);
	return rc;
}

int hv_pool_get(struct hv_pool *pool, const char *key, struct hv_pool_record *ret)
{
	struct hv_pool_image image;
	ssize_t place;
	int rc = hv_pool_begin(pool, false);

	if (rc < 0)
		return rc;
	rc = hv_index_refresh(pool, true);
	place = rc < 0 ? rc : hv_index_find(pool, key, true, &image);
	if (place >= 0)
		hv_image_read(&image, (uint64_t)place, ret);
	hv_pool_end(pool);
	return place < 0 ? (int)place : 0;
}

int hv_pool_peek(struct hv_pool *pool, uint64_t index, struct hv_pool_record *ret)
{
	struct hv_pool_image image;
	int rc = hv_pool_begin(pool, false);

	if (rc < 0)
		return rc;
	rc = index < hv_pool_records(pool) ? hv_pool_read(pool, index, &image) : -ENODATA;
	hv_pool_end(pool);
	if (rc < 0)
		return rc;
	hv_image_read(&image, index, ret);
	return (int)hv_image_faults(&image);
}

static int append(struct hv_pool *pool, const struct hv_pool_image *image)
{
	const uint64_t place = pool->count;
	int rc;

	if (place >= HV_POOL_MAX_RECORDS || (pool->quota && place >= pool->quota))
		return -EDQUOT;
	rc = hv_pool_add(pool, image);
	if (rc < 0)
		hv_index_forget(pool);
	else
		hv_index_changed(pool, place, image);
	return rc;
}

static enum hv_edit put_new(void *ctx, struct hv_pool_image *image)
{
	const struct hv_pool_image *new = ctx;

	if (memcmp(image, new, sizeof(*image)) == 0)
		return HV_EDIT_KEEP;
	*image = *new;
	return HV_EDIT_CHANGE;
}

static int replace(struct hv_pool *pool, uint64_t place, struct hv_pool_image *new)
{
	int rc = hv_note_make(pool, place, 1, put_new, new);

	if (rc != 0)
		return rc;
	rc = hv_note_carry_out(pool);
	if (rc < 0)
		hv_index_forget(pool);
	else
		hv_index_changed(pool, place, new);
	return rc;
}

static int set(struct hv_pool *pool, struct hv_pool_image *new)
{
	struct hv_pool_image old;
	ssize_t place;
	int rc = hv_index_refresh(pool, true);

	if (rc < 0)
		return rc;
	place = hv_index_find(pool, new->key, false, &old);
	if (place == -ENOENT)
		return append(pool, new);
	if (place < 0)
		return (int)place;
	return memcmp(&old, new, sizeof(old)) == 0 ? 1 : replace(pool, (uint64_t)place, new);
}

static int put(struct hv_pool *pool, const char *key, const char *value,
               int (*how)(struct hv_pool *, struct hv_pool_image *))
{
	struct hv_pool_image image;
	int rc = hv_image_make(&image, key, value);

	if (rc == 0)
		rc = hv_pool_begin(pool, true);
	if (rc < 0)
		return rc;
	rc = how(pool, &image);
	hv_pool_end(pool);
	return rc;
}

int hv_pool_set(struct hv_pool *pool, const char *key, const char *value)
{
	return put(pool, key, value, set);
}

static int append_new(struct hv_pool *pool, struct hv_pool_image *new)
{
	return append(pool, new);
}

int hv_pool_append(struct hv_pool *pool, const char *key, const char *value)
{
	return put(pool, key, value, append_new);
}

struct removal {
	const char *key;
	bool all;
	ssize_t count;
};

static enum hv_edit remove_key(void *ctx, struct hv_pool_image *image)
{
	struct removal *r = ctx;

	if ((r->count > 0 && !r->all) || !hv_image_has_key(image, r->key))
		return HV_EDIT_KEEP;
	r->count++;
	return HV_EDIT_DROP;
}

static int remove_records(struct hv_pool *pool, struct removal *r)
{
	struct hv_pool_image image;
	ssize_t first;
	int rc = hv_index_refresh(pool, true);

	if (rc < 0)
		return rc;
	first = hv_index_find(pool, r->key, false, &image);
	if (first < 0)
		return (int)first;
	hv_index_forget(pool);
	if ((uint64_t)first == pool->count - 1) {
		r->count = 1;
		return hv_pool_cut(pool, (uint64_t)first);
	}
	rc = hv_note_make(pool, (uint64_t)first, (uint32_t)(pool->count - (uint64_t)first),
	                  remove_key, r);
	return rc == 0 ? hv_note_carry_out(pool) : rc;
}

ssize_t hv_pool_delete(struct hv_pool *pool, const char *key, bool all)
{
	struct removal removal = { .key = key, .all = all };
	int rc = hv_pool_begin(pool, true);

	if (rc < 0)
		return rc;
	rc = remove_records(pool, &removal);
	hv_pool_end(pool);
	return rc < 0 ? rc : removal.count;
}

int hv_pool_clear(struct hv_pool *pool)
{
	int rc = hv_pool_begin(pool, true);

	if (rc < 0)
		return rc;
	if (pool->stamp.size == 0)
		rc = 1;
	else
		rc = hv_pool_cut(pool, 0);
	hv_pool_end(pool);
	return rc;
}
