// SPDX-License-Identifier: GPL-2.0-only
#include "term.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_off(const struct kconf_setting *s)
{
	return !s || s->kind == KCONF_NO;
}

static bool is_on(const struct kconf_setting *s)
{
	return s && (s->kind == KCONF_YES || s->kind == KCONF_MODULE);
}

/* Numbers are compared as such, whatever their form; "n" is what "is not set" reads as. */
static bool equals(const struct kconf_setting *s, const char *value)
{
	struct kconf_setting other = { .value = (char *)value, .kind = KCONF_INT };

	return s && kconf_same_value(s, &other);
}

static bool to_number(const char *text, long long *ret_number)
{
	char *end;

	errno = 0;
	*ret_number = strtoll(text, &end, 0);
	return errno == 0 && end != text && !*end;
}

/* Less than, equal to or greater than 0; false when either is no number. */
static bool compare_numbers(const struct kconf_setting *s, const char *value, int *ret_order)
{
	long long have, want;

	if (!s || !to_number(s->value, &have) || !to_number(value, &want))
		return false;
	*ret_order = have < want ? -1 : have > want;
	return true;
}

/* Is @word one of the words of the quoted list @s->value? */
static bool has_word(const struct kconf_setting *s, const char *word)
{
	const size_t len = strlen(word);
	const char *p;

	if (!s || s->kind != KCONF_STRING)
		return false;
	for (p = s->value + 1; *p && *p != '"'; p += *p == ',') {
		const size_t n = strcspn(p, ",\"");

		if (n == len && memcmp(p, word, n) == 0)
			return true;
		p += n;
	}
	return false;
}

bool kconf_term_holds(const struct kconf_term *term, const struct kconf_config *config,
                      struct kconf_release release)
{
	const struct kconf_setting *s =
		term->symbol ? kconf_config_find(config, term->symbol) : NULL;
	int order;

	switch (term->kind) {
	case KCONF_TERM_ON:
		return is_on(s);
	case KCONF_TERM_OFF:
		return is_off(s);
	case KCONF_TERM_EQUAL:
		return equals(s, term->value);
	case KCONF_TERM_AT_LEAST:
		return compare_numbers(s, term->value, &order) && order >= 0;
	case KCONF_TERM_AT_MOST:
		return compare_numbers(s, term->value, &order) && order <= 0;
	case KCONF_TERM_HAS:
		return has_word(s, term->value);
	case KCONF_TERM_SAME: {
		const struct kconf_setting *other = kconf_config_find(config, term->value);

		return s && other && kconf_same_value(s, other);
	}
	case KCONF_TERM_KERNEL:
		return kconf_release_compare(release, term->release) >= 0;
	}
	return false;
}

int kconf_term_describe(const struct kconf_term *term, char *room, size_t size)
{
	static const char *const forms[] = {
		[KCONF_TERM_ON] = "y or m",
		[KCONF_TERM_OFF] = "off",
		[KCONF_TERM_EQUAL] = "",
		[KCONF_TERM_AT_LEAST] = "at least ",
		[KCONF_TERM_AT_MOST] = "at most ",
		[KCONF_TERM_HAS] = "with ",
		[KCONF_TERM_SAME] = "the same as ",
		[KCONF_TERM_KERNEL] = "a kernel of at least ",
	};

	if (term->kind == KCONF_TERM_EQUAL && strcmp(term->value, "n") == 0)
		return snprintf(room, size, "explicitly not set");
	return snprintf(room, size, "%s%s", forms[term->kind], term->value ? term->value : "");
}

const char *kconf_value_of(const struct kconf_config *config, const char *symbol)
{
	const struct kconf_setting *s = kconf_config_find(config, symbol);

	if (!s)
		return "absent";
	return s->kind == KCONF_NO ? "not set" : s->value;
}

void kconf_term_done(struct kconf_term *term)
{
	free(term->symbol);
	free(term->value);
}
