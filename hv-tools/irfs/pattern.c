// SPDX-License-Identifier: GPL-2.0-only
#include "pattern.h"
#include <stddef.h>
#include <string.h>

static char one_dash(char c)
{
	return c == '-' ? '_' : c;
}

/* Is @c in the set that begins behind '['? *ret_end is behind its ']'; NULL: it has none. */
static bool in_set(const char *set, char c, const char **ret_end)
{
	const bool inverted = *set == '^' || *set == '!';
	const char *p = set + inverted;
	bool found = false;

	*ret_end = NULL;
	do {
		if (*p == '\0')
			return false;
		if (p[1] == '-' && p[2] != ']' && p[2] != '\0') {
			found |= *p <= c && c <= p[2];
			p += 3;
		} else {
			found |= *p++ == c;
		}
	} while (*p != ']');
	*ret_end = p + 1;
	return found != inverted;
}

/* What follows the first part of @pattern, if that is the character @c; else NULL. */
static const char *step(const char *pattern, char c)
{
	const char *end;

	if (*pattern == '[' && in_set(pattern + 1, c, &end))
		return end;
	if (*pattern == '?' || (*pattern && one_dash(*pattern) == one_dash(c)))
		return pattern + 1;
	return NULL;
}

bool pattern_match(const char *pattern, const char *text)
{
	const char *star = NULL, *again = NULL;

	while (*text) {
		const char *next = step(pattern, *text);

		if (*pattern == '*') {
			/* Only the last star has to be tried anew: all before it have what they need. */
			star = ++pattern;
			again = text;
		} else if (next) {
			pattern = next;
			text++;
		} else if (star) {
			pattern = star;
			text = ++again;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}
