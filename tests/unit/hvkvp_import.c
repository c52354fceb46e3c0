// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/import.h"
#include "tap.h"
#include <errno.h>

static struct batch b;
static char why[256];

static int parse(enum import_form form, const char *data, size_t len)
{
	batch_free(&b);
	why[0] = '\0';
	return import_parse(form, data, len, &b, why, sizeof(why));
}

static int json(const char *text)
{
	return parse(IMPORT_JSON, text, strlen(text));
}

static int lines(const char *text)
{
	return parse(IMPORT_TEXT, text, strlen(text));
}

static void three_shapes_of_json(void)
{
	is_int(json("{\"schema\":\"hvkvp-export/1\",\"pool\":1,\"records\":"
	            "[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"a\",\"value\":\"2\"}]}"),
	       0);
	is_int(b.count, 2);
	is_string(b.pairs[1].value, "2");
	is_int(json("[{\"key\":\"\\u00e9\",\"value\":\"\"}]"), 0);
	is_string(b.pairs[0].key, "\xc3\xa9");
	is_int(json("{\"x\":\"1\",\"y\":\"2\"}"), 0);
	is_int(b.count, 2);
	is_int(json("{}"), 0);
	is_int(b.count, 0);
}

static void wrong_json_names_the_place(void)
{
	is_int(json("{\"a\":\n \"b\",\n ]"), -EBADMSG);
	is_true(strstr(why, "line 3, column") != NULL);
	is_int(json("[{\"key\":\"a\"}]"), -EBADMSG);
	is_true(strstr(why, "record 0") != NULL);
	is_int(json("{\"a\":1}"), -EBADMSG);
	is_true(strstr(why, "\"a\"") != NULL);
	is_int(json("{\"schema\":\"hvkvp-export/9\",\"records\":[]}"), -EBADMSG);
	is_int(json("{\"a\":\"1\",\"a\":\"2\"}"), -EBADMSG);
	is_int(json("3"), -EBADMSG);
	is_int(json(""), -EBADMSG);
}

static void lines_with_escapes(void)
{
	is_int(lines("a\tb\n\nk\\tey\tline\\nbreak\\\\\\x41\\xff\nlast\t"), 0);
	is_int(b.count, 3);
	is_string(b.pairs[1].key, "k\tey");
	is_string(b.pairs[1].value, "line\nbreak\\A\xff");
	is_string(b.pairs[2].value, "");
}

static void wrong_lines_name_the_place(void)
{
	is_int(lines("a\tb\nno tab"), -EBADMSG);
	is_string(why, "line 2, column 7: no tab between key and value");
	is_int(lines("a\tb\\q"), -EBADMSG);
	is_string(why, "line 1, column 4: no such escape");
	is_int(lines("a\\\tb"), -EBADMSG);
	is_string(why, "line 1, column 2: no such escape");
	is_int(lines("a\tb\\x4"), -EBADMSG);
	is_int(lines("a\tb\\x4G"), -EBADMSG);
}

static void fields_that_end_with_nul(void)
{
	is_int(parse(IMPORT_NULL, "a\0b\nc\0d\0\0", 9), 0);
	is_int(b.count, 2);
	is_string(b.pairs[0].value, "b\nc");
	is_string(b.pairs[1].value, "");
	is_int(parse(IMPORT_NULL, "a\0b", 3), -EBADMSG);
	is_int(parse(IMPORT_NULL, "a\0b\0c\0", 6), -EBADMSG);
	is_true(strstr(why, "byte 5") != NULL);
	is_int(parse(IMPORT_NULL, "", 0), 0);
	batch_free(&b);
}

TAP_MAIN(TAP_CASE(three_shapes_of_json), TAP_CASE(wrong_json_names_the_place),
         TAP_CASE(lines_with_escapes), TAP_CASE(wrong_lines_name_the_place),
         TAP_CASE(fields_that_end_with_nul))
