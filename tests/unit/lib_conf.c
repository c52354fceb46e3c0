// SPDX-License-Identifier: GPL-2.0-only
#include "cli.h"
#include "conf.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct opts {
	bool on;
	unsigned long size;
	const char *name;
	struct hv_list list;
};

static const struct hv_conf_option table[] = {
	{ "on", HV_CONF_BOOL, offsetof(struct opts, on), 0, 0 },
	{ "size", HV_CONF_UINT, offsetof(struct opts, size), 1, 100 },
	{ "name", HV_CONF_STRING, offsetof(struct opts, name), 0, 0 },
	{ "list", HV_CONF_LIST, offsetof(struct opts, list), 0, 0 },
	{ 0 },
};

static struct hv_conf_error error;

/* In memory of just that size, so that a sanitizer sees one byte too far. */
static int parse(const char *text, size_t len, struct opts *o)
{
	static char *copy; /* strings point into the last one */

	free(copy);
	copy = malloc(len + 1);
	memcpy(copy, text, len);
	*o = (struct opts){ .size = 7 };
	return hv_conf_parse(copy, len, table, o, &error);
}

#define PARSE(text, opts) parse(text, sizeof(text) - 1, opts)

static void reads_each_kind(void)
{
	struct opts o;

	is_int(PARSE("# comment\n; another\n\n  on = yes \r\nsize=42\n\tname =  two words = one value  \n"
	             "list = a\nlist = b c\n",
	             &o),
	       0);
	is_true(o.on);
	is_int(o.size, 42);
	is_string(o.name, "two words = one value");
	is_int(o.list.count, 2);
	is_string(o.list.items[0], "a");
	is_string(o.list.items[1], "b c");
}

static void the_last_counts_and_the_unnamed_stays(void)
{
	struct opts o;

	is_int(PARSE("name = a\nname =\nlist = a\nlist =\nlist = b", &o), 0);
	is_string(o.name, "");
	is_int(o.list.count, 1);
	is_string(o.list.items[0], "b");
	is_int(o.size, 7);
}

static void every_word_for_yes_and_no(void)
{
	static const char *const words[] = { "yes", "true",  "on",  "1", "YES",
		                             "no",  "false", "off", "0", "No" };
	struct opts o;
	char line[32];

	for (int i = 0; i < 10; i++) {
		snprintf(line, sizeof(line), "on = %s", words[i]);
		is_int(parse(line, strlen(line), &o), 0);
		is_int(o.on, i < 5);
	}
}

static void wrong_lines_are_told_with_number_and_reason(void)
{
	static const struct {
		const char *text, *why;
	} wrong[] = {
		{ "on = maybe", "on is yes or no, not 'maybe'" },
		{ "size = 0", "size is a number from 1 to 100, not '0'" },
		{ "size = 101", "size is a number from 1 to 100, not '101'" },
		{ "size = -1", "size is a number from 1 to 100, not '-1'" },
		{ "size = 1x", "size is a number from 1 to 100, not '1x'" },
		{ "size =", "size is a number from 1 to 100, not ''" },
		{ "other = 1", "there is no option 'other'" },
		{ "[section]", "neither a comment nor NAME = VALUE" },
		{ "= 1", "there is no option ''" },
	};
	struct opts o;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char text[64];

		snprintf(text, sizeof(text), "on = yes\n\n%s\n", wrong[i].text);
		is_int(parse(text, strlen(text), &o), -EINVAL);
		is_int(error.line, 3);
		is_string(error.text, wrong[i].why);
		is_true(o.on); /* what stands before has its effect */
	}
	is_int(PARSE("name = a\0b\n", &o), -EINVAL);
	is_string(error.text, "a NUL is in the line");
}

static void a_list_has_an_end(void)
{
	char text[(HV_LIST_MAX + 1) * 9 + 1] = "";
	struct opts o;

	for (int i = 0; i < HV_LIST_MAX; i++)
		strcat(text, "list = x\n");
	is_int(parse(text, strlen(text), &o), 0);
	is_int(o.list.count, HV_LIST_MAX);
	strcat(text, "list = x\n");
	is_int(parse(text, strlen(text), &o), -EINVAL);
	is_int(error.line, HV_LIST_MAX + 1);
}

static void a_file_below_a_root(void)
{
	char dir[] = "/tmp/hv-conf-XXXXXX", path[64], room[16];
	struct opts o = { 0 };
	int root, fd;

	is_true(mkdtemp(dir) != NULL);
	root = open(dir, O_RDONLY | O_DIRECTORY);
	is_int(hv_conf_read(root, "/file", table, &o, room, sizeof(room), &error), -ENOENT);
	is_string(error.text, "No such file or directory");
	fd = openat(root, "file", O_WRONLY | O_CREAT, 0600);
	is_int(write(fd, "name = 8 bytes\n", 15), 15);
	is_int(hv_conf_read(root, "/file", table, &o, room, sizeof(room), &error), 0);
	is_string(o.name, "8 bytes");
	snprintf(path, sizeof(path), "%s/file", dir);
	is_int(hv_conf_read(AT_FDCWD, path, table, &o, room, sizeof(room), &error), 0);
	is_int(write(fd, "\n", 1), 1);
	is_int(hv_conf_read(root, "/file", table, &o, room, sizeof(room), &error), -EFBIG);
	is_int(unlinkat(root, "file", 0), 0);
	is_int(mkfifoat(root, "file", 0600), 0);
	is_int(hv_conf_read(root, "/file", table, &o, room, sizeof(room), &error), -EISDIR);
	is_string(error.text, "not a regular file");
	unlinkat(root, "file", 0);
	rmdir(dir);
	close(fd);
	close(root);
}

TAP_MAIN(TAP_CASE(reads_each_kind), TAP_CASE(the_last_counts_and_the_unnamed_stays),
         TAP_CASE(every_word_for_yes_and_no), TAP_CASE(wrong_lines_are_told_with_number_and_reason),
         TAP_CASE(a_list_has_an_end), TAP_CASE(a_file_below_a_root))
