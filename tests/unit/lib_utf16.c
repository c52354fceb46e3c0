// SPDX-License-Identifier: GPL-2.0-only
/* UTF-8 to UTF-16LE and back: every kind of character, every kind of mistake, every edge of the room. */
#include "tap.h"
#include "utf16.h"
#include <errno.h>

static const struct pair {
	const char *utf8;
	uint8_t utf16[16];
	int size; /* NUL included */
} pairs[] = {
	{ "", { 0, 0 }, 2 },
	{ "a\x7f", { 'a', 0, 0x7f, 0, 0, 0 }, 6 },
	{ "\xc2\x80\xdf\xbf", { 0x80, 0x00, 0xff, 0x07, 0, 0 }, 6 },
	{ "\xe0\xa0\x80\xef\xbf\xbf", { 0x00, 0x08, 0xff, 0xff, 0, 0 }, 6 },
	{ "\xed\x9f\xbf\xee\x80\x80", { 0xff, 0xd7, 0x00, 0xe0, 0, 0 }, 6 },
	{ "\xf0\x90\x80\x80", { 0x00, 0xd8, 0x00, 0xdc, 0, 0 }, 6 },
	{ "\xf0\x9f\x98\x80", { 0x3d, 0xd8, 0x00, 0xde, 0, 0 }, 6 },
	{ "\xf4\x8f\xbf\xbf", { 0xff, 0xdb, 0xff, 0xdf, 0, 0 }, 6 },
};

static void characters_go_there_and_back(void)
{
	for (const struct pair *p = pairs; p < pairs + sizeof(pairs) / sizeof(pairs[0]); p++) {
		uint8_t out[16];
		char back[UTF8_ROOM(16)];

		is_int(utf16_from_utf8(p->utf8, out, sizeof(out)), p->size);
		is_int(memcmp(out, p->utf16, (size_t)p->size), 0);
		is_int(utf16_to_utf8(out, (size_t)p->size, back), strlen(p->utf8));
		is_string(back, p->utf8);
	}
}

/* All that is neither a surrogate nor NUL. */
static void every_character_comes_back(void)
{
	for (uint32_t c = 1; c <= 0x10ffff; c++) {
		uint8_t units[4] = { (uint8_t)c, (uint8_t)(c >> 8) }, again[6];
		char text[UTF8_ROOM(4)];
		int n = 2;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		if (c >= 0x10000) {
			const uint32_t high = 0xd7c0 + (c >> 10), low = 0xdc00 + (c & 0x3ff);

			units[0] = (uint8_t)high, units[1] = (uint8_t)(high >> 8);
			units[2] = (uint8_t)low, units[3] = (uint8_t)(low >> 8);
			n = 4;
		}
		utf16_to_utf8(units, (size_t)n, text);
		is_int(utf16_from_utf8(text, again, sizeof(again)), n + 2);
		is_int(memcmp(again, units, (size_t)n), 0);
		if (tap_failed)
			break;
	}
}

static void what_is_not_utf8_is_refused(void)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc2",
		"\xc2\x41",
		"\xe0\x9f\xbf",
		"\xe1\x80",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xe1\x80\xc0",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf1\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf8\x90\x80\x80",
		"\xff",
		"fine \xc3",
	};
	uint8_t out[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(utf16_from_utf8(bad[i], out, sizeof(out)), -EILSEQ);
}

static void nothing_is_cut(void)
{
	uint8_t out[8] = { [6] = 0x55, [7] = 0x55 };

	is_int(utf16_from_utf8("ab", out, 6), 6);
	is_int(utf16_from_utf8("ab", out, 5), -EMSGSIZE);
	is_int(utf16_from_utf8("ab", out, 4), -EMSGSIZE);
	is_int(utf16_from_utf8("", out, 1), -EMSGSIZE);
	is_int(utf16_from_utf8("", out, 0), -EMSGSIZE);
	is_int(utf16_from_utf8("\xf0\x9f\x98\x80", out, 6), 6);
	is_int(utf16_from_utf8("\xf0\x9f\x98\x80", out, 3), -EMSGSIZE);
	is_int(out[6], 0x55);
	is_int(out[7], 0x55);
}

static void half_a_pair_is_replaced(void)
{
	static const struct {
		uint8_t utf16[8];
		size_t len;
		const char *utf8;
	} cases[] = {
		{ { 0x3d, 0xd8 }, 2, "\xef\xbf\xbd" },
		{ { 0x3d, 0xd8, 0x00, 0xde }, 2, "\xef\xbf\xbd" }, /* the rest is out of bounds */
		{ { 0x00, 0xde }, 2, "\xef\xbf\xbd" },
		{ { 0x3d, 0xd8, 'a', 0 },
		  4,
		  "\xef\xbf\xbd"
		  "a" },
		{ { 0x3d, 0xd8, 0x3d, 0xd8, 0x00, 0xde }, 6, "\xef\xbf\xbd\xf0\x9f\x98\x80" },
		{ { 0x3d, 0xd8, 0, 0, 0x00, 0xde }, 6, "\xef\xbf\xbd" },
		{ { 'a', 0, 0x3d }, 3, "a" }, /* half a unit is nothing */
	};
	char text[UTF8_ROOM(8)];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(utf16_to_utf8(cases[i].utf16, cases[i].len, text), strlen(cases[i].utf8));
		is_string(text, cases[i].utf8);
	}
}

static void the_room_is_enough_and_the_nul_ends(void)
{
	uint8_t units[32];
	char text[UTF8_ROOM(32)];

	memset(units, 0xff, sizeof(units)); /* three bytes each */
	is_int(utf16_to_utf8(units, sizeof(units), text), 48);
	is_int(text[48], 0);
	units[4] = units[5] = 0;
	is_int(utf16_to_utf8(units, sizeof(units), text), 6);
	is_int(utf16_to_utf8(units, 0, text), 0);
	is_string(text, "");
}

static void arguments_say_what_is_wrong(void)
{
	struct call call = { 0 };
	uint8_t out[8];

	is_int(call_utf16(&call, "the key", "abc", out, sizeof(out)), 8);
	is_int(call_utf16(&call, "the key", "abcd", out, sizeof(out)), -1);
	is_string(call.error, "the key has more than 3 characters");
	is_int(call_utf16(&call, "the key", "\xff", out, sizeof(out)), -1);
	is_string(call.error, "the key is not UTF-8");
}

TAP_MAIN(TAP_CASE(characters_go_there_and_back), TAP_CASE(every_character_comes_back),
         TAP_CASE(what_is_not_utf8_is_refused), TAP_CASE(nothing_is_cut),
         TAP_CASE(half_a_pair_is_replaced), TAP_CASE(the_room_is_enough_and_the_nul_ends),
         TAP_CASE(arguments_say_what_is_wrong))
