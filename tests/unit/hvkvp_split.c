// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/split.h"
#include "hvkvp_records.h"
#include "tap.h"
#include <errno.h>

/* Characters of one to four bytes; the last one has two UTF-16 units. */
static const char *const widths[] = { "a", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x98\x80" };
static const char *const names[] = { "ignition", "azure-init", "cloud-init" };

enum { LONGEST = 5000 };

/* @before bytes of 'x', then characters of this width: @ret of LONGEST + 8 bytes. */
static size_t make_text(const char *character, size_t before, char *ret)
{
	const size_t n = strlen(character);
	size_t len = before;

	memset(ret, 'x', before);
	for (; len < LONGEST; len += n)
		memcpy(ret + len, character, n);
	ret[len] = '\0';
	return len;
}

static void cut(const struct scheme *s, const char *text, size_t len, struct records *r)
{
	char key[HV_POOL_KEY_SIZE];
	size_t n;

	for (size_t at = 0, i = 0; at < len; at += n, i++) {
		n = split_next(s, text + at, len - at);
		if (n == 0)
			return;
		split_key(s, "k", i, key, sizeof(key));
		add_record_n(r, key, strlen(key), text + at, n);
	}
}

static bool pieces_are_fit(const struct scheme *s, const struct records *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!r->items[i].good || r->items[i].value_len > s->max_bytes ||
		    hv_pool_units(r->items[i].value, r->items[i].value_len) > HV_POOL_VALUE_UNITS)
			return false;
	return r->count > 1;
}

static void every_width_at_every_offset(void)
{
	char text[LONGEST + 8], *back = NULL;

	for (size_t n = 0; n < 3; n++) {
		const struct scheme *s = scheme_by_name(names[n]);

		for (size_t w = 0; w < 4; w++) {
			for (size_t before = 0; before < 5; before++) {
				const size_t len = make_text(widths[w], before, text);
				struct records r = { 0 };
				size_t back_len = 0;

				cut(s, text, len, &r);
				is_true(pieces_are_fit(s, &r));
				is_int(split_join(s, &r, "k", &back, &back_len), r.count);
				is_int(back_len, len);
				is_true(back && memcmp(back, text, len) == 0);
				free(back);
				back = NULL;
				records_free(&r);
			}
		}
	}
}

static void pieces_are_as_long_as_may_be(void)
{
	char text[LONGEST + 8];

	make_text("a", 0, text);
	is_int(split_next(scheme_by_name("ignition"), text, LONGEST), 990);
	is_int(split_next(scheme_by_name("azure-init"), text, LONGEST), 1022);
	is_int(split_next(scheme_by_name("cloud-init"), text, LONGEST), 1022);
	make_text("\xe4\xb8\xad", 0, text);
	is_int(split_next(scheme_by_name("azure-init"), text, LONGEST), 1020);
	/* 682 characters fill a record of 2047 bytes; 1022 units would be more. */
	is_int(split_next(scheme_by_name("cloud-init"), text, LONGEST), 2046);
	make_text("\xf0\x9f\x98\x80", 0, text);
	is_int(split_next(scheme_by_name("cloud-init"), text, LONGEST), 2044);
	is_int(split_next(scheme_by_name("ignition"), "\xff\xff", 2), 0);
}

static void keys_are_numbered(void)
{
	char key[32];

	split_key(scheme_by_name("ignition"), "ignition.config", 12, key, sizeof(key));
	is_string(key, "ignition.config.12");
	split_key(scheme_by_name("cloud-init"), "k", 0, key, sizeof(key));
	is_string(key, "k|0");
	split_key(scheme_by_name("azure-init"), "k", 7, key, sizeof(key));
	is_string(key, "k");
	is_int(split_key(scheme_by_name("ignition"), "k", 7, key, 3), -EMSGSIZE);
	is_true(scheme_by_name("zip") == NULL);
}

static void joins_by_number_not_by_place(void)
{
	struct records r = { 0 };
	size_t len;
	char *text;

	add_record(&r, "k.1", "two");
	add_record(&r, "k.0", "one");
	add_record(&r, "k.3", "never");
	is_int(split_join(scheme_by_name("ignition"), &r, "k", &text, &len), 2);
	is_string(text, "onetwo");
	free(text);
	/* Ignition takes the whole one first. */
	add_record(&r, "k", "all");
	is_int(split_join(scheme_by_name("ignition"), &r, "k", &text, &len), 1);
	is_string(text, "all");
	free(text);
	is_int(split_join(scheme_by_name("azure-init"), &r, "q", &text, &len), -ENOENT);
	records_free(&r);
}

static void joins_what_others_cut_within_a_character(void)
{
	struct records r = { 0 };
	size_t len;
	char *text;

	add_record_n(&r, "k", 1, "caf\xc3", 4);
	add_record(&r, "other", "x");
	add_record_n(&r, "k", 1, "\xa9!", 2);
	is_int(r.bad, 2);
	is_int(split_join(scheme_by_name("azure-init"), &r, "k", &text, &len), 2);
	is_string(text, "caf\xc3\xa9!");
	free(text);
	records_free(&r);
}

TAP_MAIN(TAP_CASE(every_width_at_every_offset), TAP_CASE(pieces_are_as_long_as_may_be),
         TAP_CASE(keys_are_numbered), TAP_CASE(joins_by_number_not_by_place),
         TAP_CASE(joins_what_others_cut_within_a_character))
