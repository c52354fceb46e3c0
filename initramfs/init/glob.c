// SPDX-License-Identifier: GPL-2.0-only
#include "glob.h"

static char folded(char c)
{
	return c == '-' ? '_' : c;
}

/* Whether @c is in the set that begins behind "["; @p is moved behind its "]", or a set without end has none. */
static bool set_has(const char **p, const char *end, char c)
{
	const char *at = *p;
	const bool negated = at < end && (*at == '^' || *at == '!');
	bool found = false;

	at += negated;
	for (const char *first = at; at < end && (*at != ']' || at == first); at++) {
		const char low = *at;

		if (at + 2 < end && at[1] == '-' && at[2] != ']')
			at += 2;
		found |= low <= c && c <= *at;
	}
	*p = at + 1;
	return at < end && found != negated;
}

/* One character of the pattern against one of the text; @p is moved behind it. */
static bool matches_one(const char **p, const char *end, char c)
{
	if (**p == '[') {
		++*p;
		return set_has(p, end, c);
	}
	return *(*p)++ == '?' || folded((*p)[-1]) == folded(c);
}

/* After a mismatch, the last star takes one character more: earlier stars never need to. */
bool glob_match(const char *pattern, size_t pattern_len, const char *text)
{
	const char *const end = pattern + pattern_len;
	const char *p = pattern, *star = NULL, *resumes = NULL;

	while (*text) {
		if (p < end && *p == '*') {
			star = ++p;
			resumes = text;
		} else if (p < end && matches_one(&p, end, *text)) {
			text++;
		} else if (star) {
			p = star;
			text = ++resumes;
		} else {
			return false;
		}
	}
	while (p < end && *p == '*')
		p++;
	return p == end;
}
