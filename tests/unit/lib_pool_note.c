// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change that was noted down and left behind, as it may be found: with some of it made, and after others
 * have changed the pool.
 */
#include "pool_file.h"
#include "pool_folder.h"
#include "pool_note.h"
#include <stddef.h>
#include <time.h>

enum { MAX = 8 };

static const char before[] = "a=1;b=2;c=3;d=4;";

struct edit {
	const char *key; /* dropped, or given the value */
	const char *value;
};

static enum hv_edit edit(void *ctx, struct hv_pool_image *image)
{
	const struct edit *e = ctx;

	if (strcmp(image->key, e->key) != 0)
		return HV_EDIT_KEEP;
	if (!e->value)
		return HV_EDIT_DROP;
	*image = pools_image(e->key, e->value);
	return HV_EDIT_CHANGE;
}

static void write_text(const char *text)
{
	struct hv_pool_image r[MAX];

	pools_write(pools_name(0), r, pools_records(text, r, MAX) * sizeof(r[0]));
}

/* A process notes down that @key is to go or to become @value, and dies. */
static void die_after_noting(const char *key, const char *value)
{
	struct edit e = { key, value };
	const size_t first = (size_t)(strchr(before, key[0]) - before) / 4;
	struct hv_pool pool;

	pools_make();
	write_text(before);
	is_int(hv_pool_open(&pool, pools, 0, 0), 0);
	is_int(hv_pool_begin(&pool, true), 0);
	is_int(hv_note_make(&pool, first, value ? 1 : (uint32_t)(4 - first), edit, &e), 0);
	hv_pool_end(&pool);
	hv_pool_close(&pool);
	is_int(pools_files(false), 2);
}

/* Of the file as @new has it, the first @bytes came to be. */
static void tear(const char *new, size_t bytes)
{
	struct hv_pool_image r[MAX];

	pools_records(new, r, MAX);
	pools_write_at(pools_name(0), r, bytes, 0);
}

static void append_text(const char *text)
{
	struct hv_pool_image r[MAX];
	const size_t n = pools_records(text, r, MAX);

	pools_write_at(pools_name(0), r, n * sizeof(r[0]), pools_size(pools_name(0)));
}

/* Readers see @text and leave everything as it is; the next to open the pool makes it so. */
static void is_found(const char *text)
{
	static char bytes[2][MAX * HV_POOL_RECORD_SIZE];
	struct hv_pool_image want[MAX];
	struct hv_pool pool;
	ssize_t size;

	size = pools_read(pools_name(0), bytes[0], sizeof(bytes[0]));
	is_int(hv_pool_open(&pool, pools, 0, HV_POOL_READ_ONLY), 0);
	is_string(pools_text(&pool), text);
	hv_pool_close(&pool);
	is_int(pools_read(pools_name(0), bytes[1], sizeof(bytes[1])), size);
	is_int(memcmp(bytes[0], bytes[1], (size_t)size), 0);
	is_int(pools_files(false), 2);

	is_int(hv_pool_open(&pool, pools, 0, 0), 0);
	is_string(pools_text(&pool), text);
	hv_pool_close(&pool);
	size = pools_read(pools_name(0), bytes[1], sizeof(bytes[1]));
	is_int(size, pools_records(text, want, MAX) * sizeof(want[0]));
	is_int(memcmp(bytes[1], want, (size_t)size), 0);
	is_int(pools_files(false), 1);
	pools_remove();
}

static void what_was_not_begun_is_not_done(void)
{
	die_after_noting("b", NULL);
	is_found(before);
	die_after_noting("b", "9");
	is_found(before);
	die_after_noting("d", NULL); /* nothing is left behind it */
	is_found(before);
}

static void a_torn_change_is_finished(void)
{
	static const size_t places[] = { 1, 2, 512, 513, 514, 2560, 2561, 5000, 5632, 5633 };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		die_after_noting("a", NULL);
		tear("b=2;c=3;d=4;", places[i]);
		is_found("b=2;c=3;d=4;");
	}
	die_after_noting("a", NULL); /* of the key alone */
	tear("b=2;c=3;d=4;", 1);
	is_found("b=2;c=3;d=4;");
	die_after_noting("c", "longer");
	tear("a=1;b=2;c=longer;", 2 * HV_POOL_RECORD_SIZE + 512 + 3);
	is_found("a=1;b=2;c=longer;d=4;");
}

static void a_finished_change_is_let_be(void)
{
	die_after_noting("a", NULL);
	write_text("b=2;c=3;d=4;");
	is_found("b=2;c=3;d=4;");
	die_after_noting("c", "9");
	write_text("a=1;b=2;c=9;d=4;");
	is_found("a=1;b=2;c=9;d=4;");
}

/* Records that cloud-init puts behind the others stay there. */
static void what_others_append_stays(void)
{
	die_after_noting("b", NULL);
	append_text("x=7;");
	is_found("a=1;b=2;c=3;d=4;x=7;");
	die_after_noting("b", NULL);
	tear("a=1;c=3;d=4;", HV_POOL_RECORD_SIZE + 3);
	append_text("x=7;y=8;");
	is_found("a=1;b=2;c=3;d=4;x=7;y=8;"); /* undone: what is behind cannot move up */
	die_after_noting("b", NULL);
	write_text("a=1;c=3;d=4;");
	append_text("x=7;");
	is_found("a=1;c=3;d=4;x=7;");
	die_after_noting("b", "long");
	tear("a=1;b=long;", HV_POOL_RECORD_SIZE + 512 + 2);
	append_text("x=7;");
	is_found("a=1;b=long;c=3;d=4;x=7;");
}

static void what_others_changed_is_let_be(void)
{
	static const char *const texts[] = {
		"a=1;b=7;c=3;d=4;", /* another value */
		"a=1;c=3;d=4;x=5;", /* another removed that one, and added this */
		"a=1;b=3;c=3;d=4;", /* the value that the next record has */
		"a=1;",
		"z=1;",
		"",
		"a=1;b=2;c=3;",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		die_after_noting("b", NULL);
		write_text(texts[i]);
		is_found(texts[i]);
	}
	die_after_noting("b", "9");
	write_text("a=1;b=9;c=3;d=4;"); /* it was done, */
	write_text(before);             /* then somebody set the old value again */
	is_found(before);
	die_after_noting("b", "9");
	write_text("a=1;b=8;c=3;d=4;");
	is_found("a=1;b=8;c=3;d=4;");
}

static void spoil_note(off_t at)
{
	uint8_t byte = 0;
	int fd = openat(pools, pools_note(0), O_RDWR | O_CLOEXEC);

	is_int(pread(fd, &byte, 1, at), 1);
	byte ^= 0x10;
	is_int(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void cut_note(off_t size)
{
	int fd = openat(pools, pools_note(0), O_WRONLY | O_CLOEXEC);

	is_int(ftruncate(fd, size), 0);
	close(fd);
}

/* Such a one was never finished, so its change was not begun; what seems torn is somebody else's. */
static void a_spoilt_note_is_none(void)
{
	const off_t size = (die_after_noting("b", "9"), pools_size(pools_note(0)));
	const off_t places[] = { 0, 7, 8, 24, 32, 36, 40, 44, 48, 52, 60, size / 2, size - 1 };

	is_found(before);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		die_after_noting("b", "9xx");
		tear("a=1;b=9xx;", HV_POOL_RECORD_SIZE + 512 + 2);
		spoil_note(places[i]);
		is_found("a=1;b=9x;c=3;d=4;");
	}
	for (off_t cut = 0; cut < size; cut += 511) {
		die_after_noting("b", "9xx");
		tear("a=1;b=9xx;", HV_POOL_RECORD_SIZE + 512 + 2);
		cut_note(cut);
		is_found("a=1;b=9x;c=3;d=4;");
	}
}

static void in_an_earlier_boot(void)
{
	const struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };

	is_int(utimensat(pools, pools_note(0), old, 0), 0);
}

/* What came to the disk before the power failed knows no order; what a killed process wrote does. */
static void after_a_power_failure_any_mixture_is_torn(void)
{
	static const char mixed[] =
		"a=1;b=2;d=4;d=4;"; /* the second of the records to move up, not the first */

	die_after_noting("b", NULL);
	write_text(mixed);
	is_found(mixed);
	die_after_noting("b", NULL);
	write_text(mixed);
	in_an_earlier_boot();
	is_found("a=1;c=3;d=4;");
	die_after_noting("b", NULL);
	write_text("a=1;b=2;x=4;d=4;");
	in_an_earlier_boot();
	is_found("a=1;b=2;x=4;d=4;");
}

/* A change was to be taken back, as the disk was full; that was not finished either. */
static void what_was_being_undone_is_undone(void)
{
	static const uint8_t yes = 1;

	die_after_noting("b", NULL);
	write_text("a=1;b=2;d=4;d=4;");
	pools_write_at(pools_note(0), &yes, 1, 16);
	is_found(before);
	die_after_noting("b", "9");
	tear("a=1;b=9;", HV_POOL_RECORD_SIZE * 2);
	pools_write_at(pools_note(0), &yes, 1, 16);
	is_found(before);
}

/* In pool 1 nothing is written before somebody writes. */
static void opening_pool_1_settles_nothing(void)
{
	static char bytes[4 * HV_POOL_RECORD_SIZE];
	struct hv_pool pool;

	die_after_noting("b", "9x");
	tear("a=1;b=9x;", HV_POOL_RECORD_SIZE + 512 + 1);
	is_int(renameat(pools, pools_name(0), pools, ".kvp_pool_1"), 0);
	is_int(renameat(pools, pools_note(0), pools, ".hvkit-note-1"), 0);
	is_int(hv_pool_open(&pool, pools, 1, 0), 0);
	is_string(pools_text(&pool), "a=1;b=9x;c=3;d=4;");
	is_int(hv_pool_check(&pool, NULL, NULL), 1);
	is_int(pools_files(false), 2);
	is_int(hv_pool_repair(&pool), 1);
	is_int(pools_files(false), 1);
	is_int(hv_pool_check(&pool, NULL, NULL), 0);
	hv_pool_close(&pool);
	is_int(pools_read(pools_name(1), bytes, sizeof(bytes)), sizeof(bytes));
	is_string(bytes + HV_POOL_RECORD_SIZE + 512, "9x");
	pools_remove();
}

/* It holds what the pool holds. */
static void a_note_is_as_secret_as_its_pool(void)
{
	struct edit e = { "b", "9" };
	struct hv_pool pool;
	struct stat st;

	pools_make();
	write_text(before);
	is_int(fchmodat(pools, pools_name(0), 0600, 0), 0);
	is_int(hv_pool_open(&pool, pools, 0, 0), 0);
	is_int(hv_pool_begin(&pool, true), 0);
	is_int(hv_note_make(&pool, 1, 1, edit, &e), 0);
	is_int(fstatat(pools, pools_note(0), &st, 0), 0);
	is_int(st.st_mode & 07777, 0600);
	hv_pool_end(&pool);
	is_int(fchmodat(pools, pools_name(0), 0644, 0), 0);
	is_int(hv_pool_begin(&pool, true), 0);
	is_int(hv_note_make(&pool, 1, 1, edit, &e), 0);
	is_int(fstatat(pools, pools_note(0), &st, 0), 0);
	is_int(st.st_mode & 07777, 0644);
	hv_pool_end(&pool);
	hv_pool_close(&pool);
	pools_remove();
}

/* A link or a folder in its place is no note, and is neither followed nor in the way of what needs none. */
static void what_is_no_file_is_no_note(void)
{
	struct hv_pool pool;

	pools_make();
	write_text(before);
	is_int(symlinkat("elsewhere", pools, pools_note(0)), 0);
	is_int(hv_pool_open(&pool, pools, 0, 0), 0);
	is_int(hv_pool_append(&pool, "e", "5"), 0);
	is_int(hv_pool_set(&pool, "a", "9"), -ELOOP);
	is_int(faccessat(pools, "elsewhere", F_OK, 0), -1);
	is_string(pools_text(&pool), "a=1;b=2;c=3;d=4;e=5;");
	is_int(unlinkat(pools, pools_note(0), 0), 0);
	is_int(mkdirat(pools, pools_note(0), 0700), 0);
	is_int(hv_pool_append(&pool, "f", "6"), 0);
	is_int(hv_pool_set(&pool, "a", "9"), -EISDIR);
	is_int(hv_pool_count(&pool), 6);
	is_int(unlinkat(pools, pools_note(0), AT_REMOVEDIR), 0);
	is_int(mkfifoat(pools, pools_note(0), 0600), 0);
	is_int(hv_pool_delete(&pool, "f", true), 1);
	hv_pool_close(&pool);
	pools_remove();
}

TAP_MAIN(TAP_CASE(what_was_not_begun_is_not_done), TAP_CASE(a_torn_change_is_finished),
         TAP_CASE(a_finished_change_is_let_be), TAP_CASE(what_others_append_stays),
         TAP_CASE(what_others_changed_is_let_be), TAP_CASE(a_spoilt_note_is_none),
         TAP_CASE(after_a_power_failure_any_mixture_is_torn),
         TAP_CASE(what_was_being_undone_is_undone), TAP_CASE(opening_pool_1_settles_nothing),
         TAP_CASE(a_note_is_as_secret_as_its_pool), TAP_CASE(what_is_no_file_is_no_note))
