// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "fcopyd/text.h"
#include "tap.h"
#include <errno.h>
#include <uchar.h>

static char text[TEXT_SIZE];

static int convert(const char16_t *units, size_t count)
{
	uint8_t bytes[2 * 300];

	for (size_t i = 0; i < count; i++) {
		bytes[2 * i] = (uint8_t)units[i];
		bytes[2 * i + 1] = (uint8_t)(units[i] >> 8);
	}
	strcpy(text, "before");
	return text_from_utf16(bytes, count, text, sizeof(text));
}

#define CONVERT(literal) convert(literal, sizeof(literal) / 2 - 1)

static void texts_become_utf8(void)
{
	is_int(CONVERT(u""), 0);
	is_string(text, "");
	is_int(CONVERT(u"plain.txt"), 0);
	is_string(text, "plain.txt");
	is_int(CONVERT(u"r\u00e9sum\u00e9-\u4e2d.txt"), 0);
	is_string(text, "r\xc3\xa9sum\xc3\xa9-\xe4\xb8\xad.txt");
	is_int(CONVERT(u"ab\u4e2d"
	               u"cd"),
	       0);
	is_string(text, "ab\xe4\xb8\xad"
	                "cd");
	is_int(CONVERT(u"\U0001f4be\U0010ffff\U00010000"), 0);
	is_string(text, "\xf0\x9f\x92\xbe\xf4\x8f\xbf\xbf\xf0\x90\x80\x80");
	is_int(CONVERT(u"\u00a0\u07ff\u0800\ud7ff\ue000\uffff"), 0);
	is_string(text, "\xc2\xa0\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf");
}

/* U+012F is a letter, whose low byte alone would be a slash; U+2E2E and U+002E are told apart as well. */
static void no_letter_becomes_a_slash_or_a_dot(void)
{
	is_int(CONVERT(u"\u012f\u2e2e\u2f2f"), 0);
	is_string(text, "\xc4\xaf\xe2\xb8\xae\xe2\xbc\xaf");
	is_int(text_check_name(text), 0);
}

static void halves_of_pairs_are_refused(void)
{
	static const char16_t wrong[][3] = {
		{ 0xd83d, 'a', 'b' },       { 'a', 'b', 0xd83d },    { 0xdcbe, 'a', 'b' },
		{ 'a', 0xdcbe, 0xd83d },    { 0xd83d, 0xd83d, 'a' }, { 'a', 0xd83d, 0xe000 },
		{ 0xdbff, 0xdbff, 0xdfff },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(convert(wrong[i], 3), -EILSEQ);
}

static void controls_are_refused(void)
{
	static const char16_t wrong[] = { 0, 1, '\n', '\t', 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		const char16_t units[] = { 'a', wrong[i], 'b' };

		is_int(convert(units, 3), -EILSEQ);
	}
	is_int(text_check("a\nb"), -EILSEQ);
	is_int(text_check("a\x7f"), -EILSEQ);
	is_int(text_check("\xc2\x85"), -EILSEQ);
	is_int(text_check("r\xe9sum\xe9"), -EILSEQ);
	is_int(text_check("\xc0\xaf"), -EILSEQ); /* an overlong slash */
	is_int(text_check("\xed\xa0\x80"), -EILSEQ);
	is_int(text_check("\xc3"), -EILSEQ);
	is_int(text_check("r\xc3\xa9sum\xc3\xa9"), 0);
}

static void room_is_kept_to(void)
{
	const uint8_t units[] = { 'a', 0, 0x2d, 0x4e };
	char small[5] = "????";

	is_int(text_from_utf16(units, 2, small, 5), 0);
	is_string(small, "a\xe4\xb8\xad");
	is_int(text_from_utf16(units, 2, small, 4), -ENAMETOOLONG);
	is_int(text_from_utf16(units, 1, small, 2), 0);
	is_int(text_from_utf16(units, 1, small, 1), -ENAMETOOLONG);
	is_int(text_from_utf16(units, 0, small, 1), 0);
}

static void names_are_one_component(void)
{
	static const char *const wrong[] = { "", ".", "..", "/", "a/b", "/a", "a/" };
	char name[257];

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(text_check_name(wrong[i]), -EINVAL);
	is_int(text_check_name("..."), 0);
	is_int(text_check_name(".a"), 0);
	is_int(text_check_name("a b\\c"), 0);
	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	is_int(text_check_name(name), -ENAMETOOLONG);
	name[255] = '\0';
	is_int(text_check_name(name), 0);
}

static void paths_are_made_plain(void)
{
	static const struct {
		const char *path, *plain;
	} right[] = {
		{ "/", "" },           { "//", "" },           { "/a", "a" },
		{ "/a/", "a" },        { "//a///b//", "a/b" }, { "/a/...", "a/..." },
		{ "/.a/b.", ".a/b." },
	};
	static const char *const wrong[] = { "",      "a",      "./a",   "/.",     "/..",
		                             "/a/..", "/a/./b", "/../a", "/a/../b" };
	char plain[TEXT_SIZE], path[2 * TEXT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
		is_int(text_plain_path(right[i].path, plain), 0);
		is_string(plain, right[i].plain);
	}
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(text_plain_path(wrong[i], plain), -EINVAL);
	memset(path, 'n', 257);
	path[0] = '/';
	path[257] = '\0';
	is_int(text_plain_path(path, plain), -ENAMETOOLONG);
	for (size_t i = 0; i < sizeof(path) - 1; i++)
		path[i] = i % 100 ? 'n' : '/';
	path[sizeof(path) - 1] = '\0';
	is_int(text_plain_path(path, plain), -ENAMETOOLONG);
	path[TEXT_SIZE] = '\0';
	is_int(text_plain_path(path, plain), 0);
	is_int(strlen(plain), TEXT_SIZE - 1);
}

TAP_MAIN(TAP_CASE(texts_become_utf8), TAP_CASE(no_letter_becomes_a_slash_or_a_dot),
         TAP_CASE(halves_of_pairs_are_refused), TAP_CASE(controls_are_refused),
         TAP_CASE(room_is_kept_to), TAP_CASE(names_are_one_component),
         TAP_CASE(paths_are_made_plain))
