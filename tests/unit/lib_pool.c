// SPDX-License-Identifier: GPL-2.0-only
/* A pool: what its operations do, what they refuse, what they leave in the file. */
#include "auto.h"
#include "pool_folder.h"
#include <stdint.h>

static struct hv_pool pool;

static void start(unsigned int number, unsigned int flags)
{
	pools_make();
	is_int(hv_pool_open(&pool, pools, number, flags), 0);
}

static void end(void)
{
	hv_pool_close(&pool);
	pools_remove();
}

static int open_now(unsigned int number, unsigned int flags)
{
	struct hv_pool p;
	const int rc = hv_pool_open(&p, pools, number, flags);

	hv_pool_close(&p);
	hv_pool_close(&p); /* does no harm */
	return rc;
}

static mode_t mode_of(unsigned int number)
{
	struct stat st = { 0 };

	is_int(fstatat(pools, pools_name(number), &st, 0), 0);
	return st.st_mode & 07777;
}

static void files_are_made_as_upstream_makes_them(void)
{
	const mode_t old = umask(077);

	pools_make();
	is_int(open_now(0, 0), -ENOENT);
	is_int(open_now(0, HV_POOL_READ_ONLY), -ENOENT);
	is_int(open_now(0, HV_POOL_READ_ONLY | HV_POOL_CREATE), -ENOENT);
	is_int(open_now(5, HV_POOL_CREATE), -EINVAL);
	is_int(pools_files(false), 0);
	for (unsigned int i = 0; i < HV_POOL_COUNT; i++)
		is_int(open_now(i, HV_POOL_CREATE), 0);
	is_int(pools_files(false), 5);
	is_int(mode_of(0), 0644);
	is_int(mode_of(4), 0644);
	is_int(fchmodat(pools, pools_name(0), 0600, 0), 0);
	is_int(open_now(0, HV_POOL_CREATE), 0);
	is_int(mode_of(0), 0600); /* Ignition relies on it */
	unlinkat(pools, pools_name(3), 0);
	is_int(open_now(3, HV_POOL_CREATE | HV_POOL_PRIVATE), 0);
	is_int(mode_of(3), 0600);
	pools_remove();
	umask(old);
}

static void a_folder_may_be_open_as_a_mere_path(void)
{
	int path;

	pools_make();
	path = openat(pools, ".", O_PATH | O_CLOEXEC);
	is_int(hv_pool_open(&pool, path, 0, HV_POOL_CREATE), 0);
	is_int(hv_pool_set(&pool, "a", "1"), 0);
	is_int(hv_pool_set(&pool, "a", "2"), 0);
	hv_pool_close(&pool);
	is_int(hv_pool_open(&pool, path, 0, HV_POOL_READ_ONLY), 0);
	close(path); /* it was the caller's */
	is_string(pools_text(&pool), "a=2;");
	end();
}

static void what_is_no_file_is_refused(void)
{
	pools_make();
	is_int(symlinkat("elsewhere", pools, pools_name(0)), 0);
	is_int(open_now(0, HV_POOL_CREATE), -ELOOP);
	is_int(faccessat(pools, "elsewhere", F_OK, 0), -1);
	is_int(mkfifoat(pools, pools_name(1), 0600), 0);
	is_int(open_now(1, 0), -EINVAL);
	is_int(open_now(1, HV_POOL_READ_ONLY), -EINVAL);
	is_int(mkdirat(pools, pools_name(2), 0700), 0);
	is_int(open_now(2, HV_POOL_CREATE), -EISDIR);
	is_int(unlinkat(pools, pools_name(2), AT_REMOVEDIR), 0);
	is_int(open_now(3, 0), -ENOENT);
	pools_remove();
}

static void records_are_set_found_and_removed(void)
{
	struct hv_pool_record r;

	start(0, HV_POOL_CREATE);
	is_int(hv_pool_count(&pool), 0);
	is_int(hv_pool_at(&pool, 0, &r), -ENODATA);
	is_int(hv_pool_get(&pool, "a", &r), -ENOENT);
	is_int(hv_pool_delete(&pool, "a", true), -ENOENT);
	is_int(hv_pool_clear(&pool), 1);
	is_int(hv_pool_set(&pool, "a", "1"), 0);
	is_int(hv_pool_set(&pool, "ab", "2"), 0);
	is_int(hv_pool_set(&pool, "abc", "\xe4\xb8\xad"), 0);
	is_int(hv_pool_set(&pool, "ab", "2"), 1);
	is_int(hv_pool_set(&pool, "ab", ""), 0);
	is_string(pools_text(&pool), "a=1;ab=;abc=\xe4\xb8\xad;");
	is_int(hv_pool_get(&pool, "abc", &r), 0);
	is_int(r.index, 2);
	is_int(r.key_len, 3);
	is_int(r.value_len, 3);
	is_int(hv_pool_delete(&pool, "a", true), 1);
	is_string(pools_text(&pool), "ab=;abc=\xe4\xb8\xad;");
	is_int(hv_pool_delete(&pool, "abc", false), 1);
	is_string(pools_text(&pool), "ab=;");
	is_int(hv_pool_at(&pool, 1, &r), -ENODATA);
	is_int(hv_pool_at(&pool, UINT64_MAX, &r), -ENODATA);
	is_int(hv_pool_peek(&pool, UINT64_MAX, &r), -ENODATA);
	is_int(pools_size(pools_name(0)), HV_POOL_RECORD_SIZE);
	is_int(hv_pool_clear(&pool), 0);
	is_int(pools_size(pools_name(0)), 0);
	is_int(pools_files(false), 1);
	end();
}

static void one_key_may_stand_there_many_times(void)
{
	start(1, HV_POOL_CREATE);
	is_int(hv_pool_append(&pool, "a", "1"), 0);
	is_int(hv_pool_append(&pool, "b", "2"), 0);
	is_int(hv_pool_append(&pool, "a", "3"), 0);
	is_int(hv_pool_append(&pool, "c", "4"), 0);
	is_int(hv_pool_append(&pool, "a", "5"), 0);
	is_int(hv_pool_set(&pool, "a", "6"), 0);
	is_string(pools_text(&pool), "a=6;b=2;a=3;c=4;a=5;");
	is_int(hv_pool_delete(&pool, "a", false), 1);
	is_string(pools_text(&pool), "b=2;a=3;c=4;a=5;");
	is_int(hv_pool_delete(&pool, "a", true), 2);
	is_string(pools_text(&pool), "b=2;c=4;");
	is_int(hv_pool_check(&pool, NULL, NULL), 0);
	end();
}

static void fields_have_their_limits(void)
{
	char key[HV_POOL_KEY_SIZE + 1], value[HV_POOL_VALUE_SIZE + 1];
	struct hv_pool_record r;

	start(0, HV_POOL_CREATE);
	memset(key, 'k', sizeof(key));
	memset(value, 'v', sizeof(value));
	key[HV_POOL_KEY_SIZE] = value[HV_POOL_VALUE_SIZE] = '\0';
	is_int(hv_pool_set(&pool, key, "1"), -EMSGSIZE);
	is_int(hv_pool_set(&pool, "k", value), -EMSGSIZE);
	is_int(hv_pool_append(&pool, "k", value), -EMSGSIZE);
	is_int(hv_pool_set(&pool, "", "1"), -EINVAL);
	is_int(hv_pool_set(&pool, "\xff", "1"), -EILSEQ);
	is_int(hv_pool_append(&pool, "k", "cut \xc3"), -EILSEQ);
	is_int(hv_pool_delete(&pool, "", true), -ENOENT);
	is_int(hv_pool_delete(&pool, key, true), -ENOENT);
	is_int(pools_size(pools_name(0)), 0);
	key[HV_POOL_KEY_SIZE - 1] = value[HV_POOL_VALUE_SIZE - 1] = '\0';
	is_int(hv_pool_set(&pool, key, value), 0);
	is_int(hv_pool_get(&pool, key, &r), 0);
	is_int(r.key_len, 511);
	is_int(r.value_len, 2047);
	is_string(r.value, value);
	is_int(hv_pool_delete(&pool, key, true), 1);
	end();
}

/* Upstream leaves "v\0nger-secret-value". */
static void nothing_of_an_old_value_stays(void)
{
	static char bytes[4 * HV_POOL_RECORD_SIZE];
	const struct hv_pool_image want = pools_image("key", "v");

	start(0, HV_POOL_CREATE);
	is_int(hv_pool_set(&pool, "key", "a-longer-secret-value"), 0);
	is_int(hv_pool_set(&pool, "key", "v"), 0);
	is_int(pools_read(pools_name(0), bytes, sizeof(bytes)), HV_POOL_RECORD_SIZE);
	is_int(memcmp(bytes, &want, sizeof(want)), 0);
	strcpy(bytes + 520, "stale");
	pools_write(pools_name(0), bytes, HV_POOL_RECORD_SIZE);
	is_int(hv_pool_set(&pool, "key", "v"), 0); /* the same value, but something to clear */
	is_int(pools_read(pools_name(0), bytes, sizeof(bytes)), HV_POOL_RECORD_SIZE);
	is_int(memcmp(bytes, &want, sizeof(want)), 0);
	is_int(pools_files(false), 1);
	end();
}

/* The third, fifth and last of these are good. The seventh's key is, its value is not. */
static void write_mixture(unsigned int number)
{
	struct hv_pool_image r[] = {
		pools_image("", "no key"),
		pools_image("\xc3", "bad key"),
		pools_image("a", "1"),
		pools_image("open", "key"),
		pools_image("b", "2"),
		pools_image("open", "value"),
		pools_image("c", "\xed\xa0\x80"),
		pools_image("d", "3"),
	};

	memset(r[3].key, 'x', sizeof(r[3].key));
	memset(r[5].value, 'x', sizeof(r[5].value));
	pools_write(pools_name(number), r, sizeof(r));
}

static void bad_records_are_stepped_over(void)
{
	struct hv_pool_record r;

	start(0, HV_POOL_CREATE);
	write_mixture(0);
	is_int(hv_pool_count(&pool), 3);
	is_string(pools_text(&pool), "a=1;b=2;d=3;");
	is_int(hv_pool_at(&pool, 2, &r), 0);
	is_int(r.index, 7);
	is_int(hv_pool_at(&pool, 0, &r), 0); /* not only forwards */
	is_int(r.index, 2);
	is_int(hv_pool_get(&pool, "open", &r), -ENOENT);
	is_int(hv_pool_get(&pool, "c", &r), -ENOENT);
	is_int(hv_pool_peek(&pool, 3, &r), HV_POOL_FAULT(OPEN_KEY) | HV_POOL_FAULT(LONG_KEY));
	is_int(r.key_len, 512);
	is_string(r.value, "key");
	is_int(hv_pool_peek(&pool, 5, &r), HV_POOL_FAULT(OPEN_VALUE) | HV_POOL_FAULT(LONG_VALUE));
	is_int(r.value_len, 2048);
	is_int(hv_pool_peek(&pool, 6, &r), HV_POOL_FAULT(BAD_VALUE));
	is_int(hv_pool_peek(&pool, 7, &r), 0);
	end();
}

/* A key that can be read can be set and deleted, whatever its value. */
static void bad_values_can_be_replaced(void)
{
	start(0, HV_POOL_CREATE);
	write_mixture(0);
	is_int(hv_pool_set(&pool, "open", "now fine"), 0);
	is_int(hv_pool_delete(&pool, "c", false), 1);
	is_string(pools_text(&pool), "a=1;b=2;open=now fine;d=3;");
	is_int(pools_size(pools_name(0)), 7 * HV_POOL_RECORD_SIZE);
	/* Upstream's delete moves records with strcpy(), beyond a field that does not end. */
	is_int(hv_pool_delete(&pool, "a", false), 1);
	is_string(pools_text(&pool), "b=2;open=now fine;d=3;");
	end();
}

static void a_rest_is_no_record(void)
{
	static const char rest[1000] = "key";
	struct hv_pool_image r[2] = { pools_image("a", "1") };

	start(0, HV_POOL_CREATE);
	memcpy(&r[1], rest, sizeof(rest));
	pools_write(pools_name(0), r, sizeof(r[0]) + sizeof(rest));
	is_string(pools_text(&pool), "a=1;");
	is_int(hv_pool_append(&pool, "b", "2"), 0);
	is_string(pools_text(&pool), "a=1;b=2;");
	is_int(pools_size(pools_name(0)), 2 * HV_POOL_RECORD_SIZE);
	pools_write(pools_name(0), rest, sizeof(rest));
	is_int(hv_pool_count(&pool), 0);
	is_int(hv_pool_set(&pool, "c", "3"), 0);
	is_string(pools_text(&pool), "c=3;");
	pools_write(pools_name(0), rest, sizeof(rest));
	is_int(hv_pool_clear(&pool), 0);
	is_int(pools_size(pools_name(0)), 0);
	end();
}

/* cloud-init and azure-init go by the time of pool 1, and keep it open. */
static void reading_changes_nothing(void)
{
	const struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	struct hv_pool_record r;
	struct stat before, after;

	pools_make();
	write_mixture(1);
	pools_write_at(pools_name(1), "rest", 4, 8 * HV_POOL_RECORD_SIZE);
	is_int(utimensat(pools, pools_name(1), old, 0), 0);
	is_int(fchmodat(pools, pools_name(1), 0640, 0), 0);
	is_int(fstatat(pools, pools_name(1), &before, 0), 0);
	is_int(hv_pool_open(&pool, pools, 1, HV_POOL_CREATE), 0);
	is_int(hv_pool_count(&pool), 3);
	is_int(hv_pool_get(&pool, "a", &r), 0);
	is_int(hv_pool_at(&pool, 0, &r), 0);
	is_true(hv_pool_check(&pool, NULL, NULL) > 0);
	is_int(hv_pool_delete(&pool, "none", true), -ENOENT);
	is_int(hv_pool_set(&pool, "a", "1"), 1);
	hv_pool_close(&pool);
	is_int(fstatat(pools, pools_name(1), &after, 0), 0);
	is_int(after.st_mtim.tv_sec, 1000);
	is_int(after.st_ctim.tv_nsec, before.st_ctim.tv_nsec);
	is_int(after.st_size, before.st_size);
	is_int(after.st_ino, before.st_ino);
	is_int(after.st_mode, before.st_mode);
	pools_remove();
}

static void a_reader_cannot_write(void)
{
	pools_make();
	write_mixture(0);
	is_int(hv_pool_open(&pool, pools, 0, HV_POOL_READ_ONLY), 0);
	is_int(hv_pool_set(&pool, "a", "2"), -EROFS);
	is_int(hv_pool_append(&pool, "a", "2"), -EROFS);
	is_int(hv_pool_delete(&pool, "a", true), -EROFS);
	is_int(hv_pool_clear(&pool), -EROFS);
	is_int(hv_pool_repair(&pool), -EROFS);
	is_string(pools_text(&pool), "a=1;b=2;d=3;");
	end();
}

static void what_others_do_is_seen(void)
{
	struct hv_pool_image r[] = { pools_image("x", "1"), pools_image("y", "2") };
	struct hv_pool_record record;

	start(0, HV_POOL_CREATE);
	is_int(hv_pool_count(&pool), 0);
	for (int i = 0; i < 50; i++) { /* also within one tick of the clock of file times */
		pools_write(pools_name(0), r, sizeof(r));
		is_int(hv_pool_count(&pool), 2);
		is_int(hv_pool_get(&pool, "x", &record), 0);
		pools_write_at(pools_name(0), "z", 1, 0);
		is_int(hv_pool_get(&pool, "x", &record), -ENOENT);
		is_int(hv_pool_get(&pool, "z", &record), 0);
		pools_write_at(pools_name(0), "\xff", 1, 0);
		is_int(hv_pool_at(&pool, 0, &record), 0);
		is_string(record.key, "y");
		is_int(hv_pool_count(&pool), 1);
	}
	pools_write(pools_name(0), "", 0);
	is_int(hv_pool_at(&pool, 0, &record), -ENODATA);
	is_int(hv_pool_append(&pool, "n", "1"), 0);
	is_int(pools_size(pools_name(0)), HV_POOL_RECORD_SIZE);
	end();
}

/* Upstream opens by name each time; so whoever replaces the file is heard. */
static void a_replaced_file_is_opened_anew(void)
{
	struct hv_pool_image r = pools_image("x", "1");
	struct hv_pool strict;

	start(0, HV_POOL_CREATE);
	is_int(hv_pool_open(&strict, pools, 0, 0), 0);
	is_int(hv_pool_set(&pool, "a", "1"), 0);
	pools_write("new", &r, sizeof(r));
	is_int(renameat(pools, "new", pools, pools_name(0)), 0);
	is_string(pools_text(&pool), "x=1;");
	is_int(hv_pool_set(&pool, "b", "2"), 0);
	is_int(pools_size(pools_name(0)), 2 * HV_POOL_RECORD_SIZE);
	is_int(unlinkat(pools, pools_name(0), 0), 0);
	is_int(hv_pool_count(&strict), -ENOENT);
	is_int(hv_pool_count(&strict), -ENOENT);
	is_int(hv_pool_set(&pool, "c", "3"), 0);
	is_string(pools_text(&strict), "c=3;");
	hv_pool_close(&strict);
	end();
}

static void a_quota_is_kept(void)
{
	start(0, HV_POOL_CREATE);
	pool.quota = 2;
	is_int(hv_pool_append(&pool, "a", "1"), 0);
	is_int(hv_pool_set(&pool, "b", "2"), 0);
	is_int(hv_pool_append(&pool, "c", "3"), -EDQUOT);
	is_int(hv_pool_set(&pool, "c", "3"), -EDQUOT);
	is_int(hv_pool_set(&pool, "b", "3"), 0);
	is_string(pools_text(&pool), "a=1;b=3;");
	is_int(hv_pool_delete(&pool, "a", false), 1);
	is_int(hv_pool_set(&pool, "c", "3"), 0);
	end();
}

/* A file with nothing in it can be very large. */
static void there_is_an_end_to_all_files(void)
{
	struct hv_pool_record r;
	int fd;

	start(0, HV_POOL_CREATE);
	fd = openat(pools, pools_name(0), O_WRONLY | O_CLOEXEC);
	is_int(ftruncate(fd, (HV_POOL_MAX_RECORDS + 1) * (off_t)HV_POOL_RECORD_SIZE), 0);
	is_int(hv_pool_count(&pool), -EFBIG);
	is_int(hv_pool_at(&pool, 0, &r), -EFBIG);
	is_int(hv_pool_get(&pool, "a", &r), -EFBIG);
	is_int(hv_pool_set(&pool, "a", "1"), -EFBIG);
	is_int(hv_pool_append(&pool, "a", "1"), -EDQUOT);
	is_int(hv_pool_delete(&pool, "a", true), -EFBIG);
	is_int(hv_pool_check(&pool, NULL, NULL), -EFBIG);
	is_int(hv_pool_repair(&pool), -EFBIG);
	is_int(ftruncate(fd, 4000 * (off_t)HV_POOL_RECORD_SIZE), 0);
	is_int(hv_pool_count(&pool), 0);
	is_int(ftruncate(fd, (HV_POOL_MAX_RECORDS + 1) * (off_t)HV_POOL_RECORD_SIZE), 0);
	is_int(hv_pool_clear(&pool), 0);
	is_int(hv_pool_set(&pool, "a", "1"), 0);
	close(fd);
	end();
}

static uint64_t bytes_read(void)
{
	unsigned long long n = 0;
	FILE *f = fopen("/proc/self/io", "re");

	is_true(f && fscanf(f, "rchar: %llu", &n) == 1);
	if (f)
		fclose(f);
	return n;
}

/* Upstream reads all of it for each: 2.56 GB. */
static void a_thousand_records_are_read_once_each(void)
{
	static struct hv_pool_image many[1000];
	const uint64_t size = sizeof(many);
	struct hv_pool_record r;
	uint64_t before, all;

	start(1, HV_POOL_CREATE);
	for (size_t i = 0; i < ARRAY_SIZE(many); i++) {
		snprintf(many[i].key, sizeof(many[i].key), "key %zu", i);
		strcpy(many[i].value, "value");
	}
	pools_write(pools_name(1), many, sizeof(many));
	usleep(50000); /* the clock of file times has moved on */
	before = bytes_read();
	for (size_t i = 0; i < ARRAY_SIZE(many); i++) {
		is_int(hv_pool_at(&pool, i, &r), 0);
		is_int(r.index, i);
	}
	is_int(hv_pool_at(&pool, 1000, &r), -ENODATA);
	all = bytes_read() - before;
	is_true(all >= 2 * size && all < 2 * size + 1024);
	before = bytes_read();
	is_int(hv_pool_at(&pool, 500, &r), 0);
	is_int(hv_pool_count(&pool), 1000);
	is_int(hv_pool_get(&pool, "key 999", &r), 0);
	is_true(bytes_read() - before < 2 * HV_POOL_RECORD_SIZE + 1024);
	printf("# 1000 records enumerated: %llu bytes read\n", (unsigned long long)all);
	end();
}

TAP_MAIN(TAP_CASE(files_are_made_as_upstream_makes_them),
         TAP_CASE(a_folder_may_be_open_as_a_mere_path), TAP_CASE(what_is_no_file_is_refused),
         TAP_CASE(records_are_set_found_and_removed), TAP_CASE(one_key_may_stand_there_many_times),
         TAP_CASE(fields_have_their_limits), TAP_CASE(nothing_of_an_old_value_stays),
         TAP_CASE(bad_records_are_stepped_over), TAP_CASE(bad_values_can_be_replaced),
         TAP_CASE(a_rest_is_no_record), TAP_CASE(reading_changes_nothing),
         TAP_CASE(a_reader_cannot_write), TAP_CASE(what_others_do_is_seen),
         TAP_CASE(a_replaced_file_is_opened_anew), TAP_CASE(a_quota_is_kept),
         TAP_CASE(there_is_an_end_to_all_files), TAP_CASE(a_thousand_records_are_read_once_each))
