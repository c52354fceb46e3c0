// SPDX-License-Identifier: GPL-2.0-only
#include "checks_pools.h"
#include "auto.h"
#include "boot.h"
#include "holder.h"
#include "options.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static void count_fault(void *ctx, uint64_t index, enum hv_pool_fault fault)
{
	unsigned int *count = ctx;

	++*count;
}

static void check_content(struct checks *c, int dir, unsigned int number)
{
	unsigned int faults = 0;
	struct hv_pool pool;
	ssize_t rc = hv_pool_open(&pool, dir, number, HV_POOL_READ_ONLY);

	pool.wait_ms = 0;
	if (rc >= 0)
		rc = hv_pool_check(&pool, count_fault, &faults);
	hv_pool_close(&pool);
	if (rc < 0 && rc != -ETIMEDOUT)
		checks_tell(c, VERDICT_FAIL, "pool", "", "pool %u cannot be read: %s", number,
		            strerror((int)-rc));
	if (faults > 0)
		checks_tell(c, VERDICT_WARN, "pool", "see hvkvp fsck", "pool %u has %u faults",
		            number, faults);
}

static void check_lock(struct checks *c, unsigned int number, const struct stat *st)
{
	struct holder h;

	if (holder_of_lock(c->root, st, &h) > 0)
		checks_tell(c, VERDICT_NOTE, "lock", "if it stays so: that process is stuck",
		            "pool %u is locked now by %s, process %u", number, h.name, h.pid);
}

/* What agents make of an old pool 1 is to empty it: worth a word as long as none has. */
static void check_age(struct checks *c, const struct stat *st)
{
	int64_t boot_s;

	if (st->st_size > 0 && boot_time(c->root, &boot_s) == 0 && st->st_mtim.tv_sec < boot_s)
		checks_tell(c, VERDICT_NOTE, "stale", "hvkvp clear guest, unless an agent does",
		            "all of pool 1 was written before this boot");
}

static bool check_pool(struct checks *c, int dir, unsigned int number)
{
	char name[32];
	struct stat st;

	snprintf(name, sizeof(name), ".kvp_pool_%u", number);
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	if (!S_ISREG(st.st_mode)) {
		checks_tell(c, VERDICT_FAIL, "pool", "remove it", "%s is no file", name);
		return true;
	}
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		checks_tell(c, VERDICT_WARN, "mode", "chmod go-w", "others can write pool %u",
		            number);
	check_lock(c, number, &st);
	check_content(c, dir, number);
	if (number == HV_POOL_GUEST)
		check_age(c, &st);
	return true;
}

void checks_pools(struct checks *c)
{
	AUTO_CLOSE int dir = folder_below(c->root, POOLS_BELOW);
	unsigned int there = 0;

	for (unsigned int i = 0; dir >= 0 && i < HV_POOL_COUNT; i++)
		there += check_pool(c, dir, i);
	if (there == HV_POOL_COUNT)
		checks_tell(c, VERDICT_OK, "files", "", "all five pool files are there");
	else if (c->platform->isolated)
		checks_tell(c, VERDICT_NOTE, "files", "", "%u of 5 pool files are there", there);
	else
		checks_tell(c, VERDICT_WARN, "files", "the daemon makes them when it starts",
		            "%u of 5 pool files are there", there);
}
