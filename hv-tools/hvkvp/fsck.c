// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp fsck. */
#include "auto.h"
#include "boot.h"
#include "commands.h"
#include "output.h"
#include "pools.h"
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

static const struct hv_option options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	OPTION_FLAG("repair", 0, repair, "mend what can be mended without loss to who can read"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvkvp fsck",
	.synopsis = "[OPTION]... [POOL]...",
	.summary = "Check pools, all five by default; exit 3 when something is wrong.",
	.options = options,
};

static const struct {
	const char *id, *words;
} faults[] = {
	[HV_POOL_PARTIAL] = { "partial", "the bytes behind the last record are none" },
	[HV_POOL_NO_KEY] = { "no-key", "it has no key" },
	[HV_POOL_OPEN_KEY] = { "open-key", "its key does not end" },
	[HV_POOL_OPEN_VALUE] = { "open-value", "its value does not end" },
	[HV_POOL_BAD_KEY] = { "bad-key", "its key is not UTF-8" },
	[HV_POOL_BAD_VALUE] = { "bad-value", "its value is not UTF-8" },
	[HV_POOL_STALE_BYTES] = { "stale-bytes",
	                          "what stood there before can be read behind its end" },
	[HV_POOL_LONG_KEY] = { "long-key", "its key is cut on the way to the host" },
	[HV_POOL_LONG_VALUE] = { "long-value", "its value is cut on the way to the host" },
	[HV_POOL_DUPLICATE] = { "duplicate", "its key stands further up" },
	[HV_POOL_UNFINISHED] = { "unfinished", "a change was begun and not finished" },
};

struct check {
	const struct options *o;
	struct hv_json *json; /* NULL: words */
	unsigned int number;
	unsigned int found;
};

static void tell(struct check *c, const char *id, const char *words, const uint64_t *record)
{
	c->found++;
	if (!c->json) {
		printf("pool %u", c->number);
		if (record)
			printf(", record %" PRIu64, *record);
		printf(": %s\n", words);
		return;
	}
	hv_json_object(c->json, NULL);
	hv_json_uint(c->json, "pool", c->number);
	if (record)
		hv_json_uint(c->json, "record", *record);
	hv_json_string(c->json, "fault", id);
	hv_json_string(c->json, "text", words);
	hv_json_end_object(c->json);
}

/* A fault of the file as a whole has no record. */
static void tell_fault(void *ctx, uint64_t index, enum hv_pool_fault fault)
{
	const bool of_file = fault == HV_POOL_UNFINISHED || fault == HV_POOL_PARTIAL;

	if ((size_t)fault < ARRAY_SIZE(faults))
		tell(ctx, faults[fault].id, faults[fault].words, of_file ? NULL : &index);
}

/* What cloud-init and azure-init cut off when they begin: it tells of an earlier boot. */
static void check_age(struct check *c, const struct stat *st)
{
	AUTO_CLOSE int root = options_root(c->o);
	int64_t boot_s;

	if (c->number == HV_POOL_GUEST && st->st_size > 0 && root >= 0 &&
	    boot_time(root, &boot_s) == 0 && st->st_mtim.tv_sec < boot_s)
		tell(c, "stale", "all of it was written before this boot", NULL);
}

static void check_file(struct check *c, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return;
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		tell(c, "mode", "others than its owner can write it", NULL);
	if (st.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH | S_ISUID | S_ISGID))
		tell(c, "mode", "it can be executed", NULL);
	if (st.st_uid != 0 && !c->o->root)
		tell(c, "owner", "it does not belong to root", NULL);
	check_age(c, &st);
}

static int repair(struct check *c, int dir)
{
	struct hv_pool pool;
	ssize_t n = hv_pool_open(&pool, dir, c->number, 0);

	if (n >= 0)
		n = hv_pool_repair(&pool);
	hv_pool_close(&pool);
	if (n < 0 && n != -ENOENT)
		return complain("pool %u is not repaired: %s", c->number, strerror((int)-n));
	if (n > 0)
		fprintf(stderr, "hvkvp: pool %u: %zd repairs\n", c->number, n);
	return 0;
}

static int check_pool(struct check *c, int dir)
{
	struct hv_pool pool;
	ssize_t n;

	if (c->o->repair && repair(c, dir) < 0)
		return -1;
	n = hv_pool_open(&pool, dir, c->number, HV_POOL_READ_ONLY);
	if (n >= 0) {
		check_file(c, pool.fd);
		n = hv_pool_check(&pool, tell_fault, c);
	}
	hv_pool_close(&pool);
	if (n < 0 && n != -ENOENT)
		return complain("pool %u cannot be checked: %s", c->number, strerror((int)-n));
	return 0;
}

/* A pool that is not there has no fault. */
static int check_pools(struct check *c, unsigned int set)
{
	AUTO_CLOSE int dir = options_folder(c->o, false);
	int rc = dir < 0 && dir != -ENOENT ? -1 : 0;

	for (; dir >= 0 && c->number < HV_POOL_COUNT; c->number++)
		if (set & 1u << c->number && check_pool(c, dir) < 0)
			rc = -1;
	return rc;
}

int fsck_command(int argc, char **argv)
{
	struct options o = { 0 };
	struct check c = { .o = &o };
	struct hv_json j;
	int first, set, rc;

	rc = options_parse(&cli, argc, argv, 0, HV_POOL_COUNT, &o, &first);
	if (rc >= 0)
		return rc;
	set = pool_set(argv + first, argc - first);
	if (set < 0)
		return HV_EXIT_USAGE;
	if (o.json) {
		c.json = &j;
		json_start(&j, stdout, false, "hvkvp-fsck/1");
		hv_json_array(&j, "findings");
	}
	rc = check_pools(&c, (unsigned int)set);
	if (o.json) {
		hv_json_end_array(&j);
		hv_json_end_object(&j);
	}
	return rc < 0 ? HV_EXIT_FAILED : c.found > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
}
