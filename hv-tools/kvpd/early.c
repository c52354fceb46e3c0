// SPDX-License-Identifier: GPL-2.0-only
#include "early.h"
#include "auto.h"
#include "wire/early.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static int open_folder(int dir, const char *path)
{
	/* Below the root, or below the folder: without the first '/'. */
	const int fd = openat(dir, path + 1, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void early_open(struct early *early, int root, struct hv_log *log)
{
	*early = (struct early){ .dir = open_folder(root, EARLY_KVP_FOLDER), .log = log };
	if (early->dir < 0)
		return;
	early->said =
		hv_pool_open(&early->guest, early->dir, HV_POOL_GUEST, HV_POOL_READ_ONLY) == 0;
	if (!early->said)
		hv_pool_close(&early->guest);
}

void early_close(struct early *early)
{
	if (early->said)
		hv_pool_close(&early->guest);
	if (early->dir >= 0)
		close(early->dir);
	early->dir = -1;
	early->said = false;
}

static int set(struct hv_pool *pool, const struct hv_pool_record *record)
{
	return hv_pool_set(pool, record->key, record->value);
}

static int take_away(struct hv_pool *pool, const struct hv_pool_record *record)
{
	const ssize_t rc = hv_pool_delete(pool, record->key, false);

	return rc < 0 && rc != -ENOENT ? (int)rc : 0;
}

/* Do @what to @pool with each record that the pool of its number in @dir has. How many; -ENOENT: there is none. */
static int each(int dir, struct hv_pool *pool,
                int (*what)(struct hv_pool *pool, const struct hv_pool_record *record))
{
	struct hv_pool_record record;
	struct hv_pool left;
	uint64_t i;
	int rc = hv_pool_open(&left, dir, pool->number, HV_POOL_READ_ONLY);

	for (i = 0; rc >= 0; i++) {
		rc = hv_pool_at(&left, i, &record);
		if (rc >= 0)
			rc = what(pool, &record);
	}
	hv_pool_close(&left);
	return rc == -ENODATA ? (int)i - 1 : rc;
}

/* One folder's part: what was taken goes, so that a later start does not take it over a younger value. */
static int take(struct early *early, const char *folder, struct hv_pool *pool,
                int (*what)(struct hv_pool *pool, const struct hv_pool_record *record))
{
	AUTO_CLOSE int dir = folder ? open_folder(early->dir, folder) : dup(early->dir);
	char name[32];
	int rc;

	if (dir < 0)
		return dir;
	rc = each(dir, pool, what);
	if (rc < 0)
		return rc;
	snprintf(name, sizeof(name), ".kvp_pool_%u", pool->number);
	return unlinkat(dir, name, 0) < 0 ? -errno : rc;
}

void early_take(struct early *early, struct hv_pool *pool)
{
	int gone, came;

	if (early->dir < 0 || pool->number == HV_POOL_GUEST)
		return;
	gone = take(early, EARLY_GONE_FOLDER, pool, take_away);
	came = gone < 0 && gone != -ENOENT ? gone : take(early, NULL, pool, set);
	if (came < 0 && came != -ENOENT)
		hv_log(early->log, LOG_WARNING,
		       "pool %u: what the host set before there was a root is not taken over: %s",
		       pool->number, strerror(-came));
	else if (came > 0 || gone > 0)
		hv_log(early->log, LOG_INFO,
		       "pool %u: %d pairs of before there was a root, %d taken away", pool->number,
		       came > 0 ? came : 0, gone > 0 ? gone : 0);
}

int early_get(struct early *early, const char *key, struct hv_pool_record *ret)
{
	return early->said ? hv_pool_get(&early->guest, key, ret) : -ENOENT;
}

int early_behind(struct early *early, struct hv_pool *pool, uint32_t index,
                 struct hv_pool_record *ret)
{
	const ssize_t count = early->said ? hv_pool_count(pool) : -ENODATA;

	if (count < 0)
		return (int)count;
	return index < (uint64_t)count ? -ENODATA
	                               : hv_pool_at(&early->guest, index - (uint64_t)count, ret);
}
