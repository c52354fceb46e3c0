// SPDX-License-Identifier: GPL-2.0-only
/* Changes of many records; a quota stands for the disk that is full in between. */
#include "hvkvp/batch.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/hvkvp-batch.XXXXXX";
static int dir = -1;
static struct hv_pool pool;
static struct records records;
static struct batch b;
static struct batch_done done;

static void open_empty(void)
{
	if (dir < 0) {
		is_true(mkdtemp(folder) != NULL);
		dir = open(folder, O_RDONLY | O_DIRECTORY);
	}
	is_true(hv_pool_open(&pool, dir, 1, HV_POOL_CREATE) >= 0);
	is_true(hv_pool_clear(&pool) >= 0);
	batch_free(&b);
}

static void put(const char *key, const char *value)
{
	is_true(hv_pool_append(&pool, key, value) >= 0);
}

static void add(const char *key, const char *value)
{
	is_int(batch_add(&b, key, strlen(key), value, strlen(value)), 0);
}

static int apply(enum batch_mode mode)
{
	struct records before;
	int rc;

	is_int(records_load(dir, 1, 1000, &before), 0);
	rc = batch_apply(&b, &pool, &before, mode, &done);
	records_free(&before);
	return rc;
}

/* What the pool holds, as "k=v k=v". */
static const char *content(void)
{
	static char text[512];

	text[0] = '\0';
	is_int(records_load(dir, 1, 1000, &records), 0);
	for (size_t i = 0; i < records.count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s=%s", i ? " " : "",
		         records.items[i].key, records.items[i].value);
	records_free(&records);
	return text;
}

static void close_pool(void)
{
	hv_pool_close(&pool);
	batch_free(&b);
}

static void set_stays_in_place(void)
{
	open_empty();
	put("a", "1");
	put("b", "1");
	put("m", "1");
	put("m", "2");
	put("z", "1");
	add("a", "2");
	add("n", "1");
	add("m", "3");
	is_int(apply(BATCH_SET), 0);
	is_string(content(), "a=2 b=1 z=1 n=1 m=3");
	is_int(done.set, 1);
	is_int(done.added, 2);
	is_int(done.removed, 2);
	close_pool();
}

static void a_key_many_times_keeps_its_order(void)
{
	open_empty();
	put("k", "old");
	add("k", "1");
	add("x", "1");
	add("k", "2");
	is_int(apply(BATCH_SET), 0);
	is_string(content(), "k=1 k=2 x=1");
	close_pool();
}

static void append_and_replace(void)
{
	open_empty();
	put("a", "1");
	add("a", "2");
	is_int(apply(BATCH_APPEND), 0);
	is_string(content(), "a=1 a=2");
	is_int(apply(BATCH_REPLACE), 0);
	is_string(content(), "a=2");
	is_int(done.removed, 2);
	close_pool();
}

static void what_fails_is_put_back(void)
{
	for (enum batch_mode mode = BATCH_SET; mode <= BATCH_REPLACE; mode++) {
		open_empty();
		put("a", "1");
		put("b", "1");
		add("a", "2");
		add("c", "1");
		add("d", "1");
		add("e", "1");
		pool.quota = 3;
		is_int(apply(mode), -EDQUOT);
		is_true(done.put_back);
		/* Nothing but the order may be another: what is behind others' records moves there. */
		is_string(content(), mode == BATCH_APPEND ? "b=1 a=1" : "a=1 b=1");
		close_pool();
	}
}

static void a_key_many_times_is_put_back(void)
{
	open_empty();
	put("a", "1");
	put("a", "2");
	put("b", "1");
	add("a", "3");
	add("c", "1");
	add("d", "1");
	add("e", "1");
	pool.quota = 3;
	is_int(apply(BATCH_SET), -EDQUOT);
	is_true(done.put_back);
	is_string(content(), "b=1 a=1 a=2");
	close_pool();
}

static void reading_leaves_the_times(void)
{
	const struct timespec old[2] = { { 1000, 5 }, { 2000, 7 } };
	struct stat st;

	open_empty();
	put("a", "1");
	close_pool();
	is_int(utimensat(dir, ".kvp_pool_1", old, 0), 0);
	content();
	is_int(fstatat(dir, ".kvp_pool_1", &st, 0), 0);
	is_int(st.st_mtim.tv_sec, 2000);
	is_int(st.st_mtim.tv_nsec, 7);
}

static void a_lock_is_waited_for_or_not(void)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	const int fd = openat(dir, ".kvp_pool_1", O_RDWR);

	is_int(fcntl(fd, F_OFD_SETLK, &whole), 0);
	is_int(records_load(dir, 1, 0, &records), -ETIMEDOUT);
	close(fd);
	is_int(records_load(dir, 1, 0, &records), 0);
	records_free(&records);
	is_int(records_load(dir, 3, 0, &records), 0);
	is_true(records.missing);
	unlinkat(dir, ".kvp_pool_1", 0);
	is_int(symlinkat("/etc/passwd", dir, ".kvp_pool_1"), 0);
	is_true(records_load(dir, 1, 0, &records) < 0);
	unlinkat(dir, ".kvp_pool_1", 0);
	close(dir);
	rmdir(folder);
}

TAP_MAIN(TAP_CASE(set_stays_in_place), TAP_CASE(a_key_many_times_keeps_its_order),
         TAP_CASE(append_and_replace), TAP_CASE(what_fails_is_put_back),
         TAP_CASE(a_key_many_times_is_put_back), TAP_CASE(reading_leaves_the_times),
         TAP_CASE(a_lock_is_waited_for_or_not))
