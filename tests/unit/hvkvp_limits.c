// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/limits.h"
#include "hvkvp_records.h"
#include "tap.h"
#include <errno.h>

static char text[4096], why[128];

/* @n times @character. */
static size_t repeat(const char *character, size_t n)
{
	size_t len = 0;

	for (; n > 0; n--, len += strlen(character))
		memcpy(text + len, character, strlen(character));
	text[len] = '\0';
	return len;
}

static struct delivery deliver(const char *value, size_t len)
{
	struct records r = { 0 };
	struct delivery d;

	add_record_n(&r, "k", 1, value, len);
	d = record_delivery(&r.items[0]);
	records_free(&r);
	return d;
}

static void counts_units_not_bytes(void)
{
	struct delivery d;

	d = deliver(text, repeat("\xc3\xa9", 1022));
	is_true(delivery_is_whole(&d));
	d = deliver(text, repeat("\xc3\xa9", 1023));
	is_true(d.value_cut && !d.value_bad);
	is_int(d.value_len, 2044);
	/* A pair of units is delivered as a whole or not at all. */
	d = deliver(text, repeat("\xf0\x9f\x98\x80", 511));
	is_true(delivery_is_whole(&d));
	repeat("\xf0\x9f\x98\x80", 511);
	memmove(text + 1, text, 2044);
	text[0] = 'a';
	d = deliver(text, 2045);
	is_int(d.value_len, 2041);
}

static void what_is_cut_off_does_no_harm(void)
{
	struct delivery d;

	repeat("a", 1023);
	text[1022] = '\xff';
	d = deliver(text, 1023);
	is_true(d.value_cut && !d.value_bad);
	text[1021] = '\xff';
	d = deliver(text, 1023);
	is_true(d.value_bad);
	delivery_words(&d, why, sizeof(why));
	is_string(why, "the value is not UTF-8: the host gets an error");
}

static void checks_before_it_is_stored(void)
{
	const size_t key = repeat("\xe4\xb8\xad", 255);

	is_int(limits_check(text, 3 * 254, "", 0, true, why, sizeof(why)), -EMSGSIZE);
	is_int(limits_check(text, key, "", 0, false, why, sizeof(why)), -EMSGSIZE);
	repeat("a", 255);
	is_int(limits_check(text, 254, "", 0, false, why, sizeof(why)), 0);
	is_int(limits_check(text, 255, "", 0, false, why, sizeof(why)), -EMSGSIZE);
	is_string(why, "the key has 255 UTF-16 units; the host gets 254 at most");
	is_int(limits_check(text, 255, "", 0, true, why, sizeof(why)), 0);
	repeat("a", 2048);
	is_int(limits_check("k", 1, text, 1022, false, why, sizeof(why)), 0);
	is_int(limits_check("k", 1, text, 1023, false, why, sizeof(why)), -EMSGSIZE);
	is_int(limits_check("k", 1, text, 2047, true, why, sizeof(why)), 0);
	is_int(limits_check("k", 1, text, 2048, true, why, sizeof(why)), -EMSGSIZE);
	is_int(limits_check("", 0, "v", 1, false, why, sizeof(why)), -EINVAL);
	is_int(limits_check("k", 1, "\xc3", 1, true, why, sizeof(why)), -EILSEQ);
	is_int(limits_check("k\0k", 3, "v", 1, true, why, sizeof(why)), -EILSEQ);
}

TAP_MAIN(TAP_CASE(counts_units_not_bytes), TAP_CASE(what_is_cut_off_does_no_harm),
         TAP_CASE(checks_before_it_is_stored))
