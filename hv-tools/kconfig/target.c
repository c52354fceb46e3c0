// SPDX-License-Identifier: GPL-2.0-only
#include "target.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

enum { MAX_DIGITS = 4 };

/* A short decimal number at *@text, which moves past it. */
static int parse_part(const char **text, const char *end, unsigned int *ret_part)
{
	const char *start = *text, *p = start;
	unsigned int part = 0;

	while (p < end && isdigit((unsigned char)*p) && p - start < MAX_DIGITS)
		part = part * 10 + (unsigned int)(*p++ - '0');
	if (p == start)
		return -EINVAL;
	*text = p;
	*ret_part = part;
	return 0;
}

int kconf_series_parse(const char *text, size_t len, struct kconf_series *ret_series)
{
	const char *end = text + len;
	struct kconf_series series;

	if (parse_part(&text, end, &series.major) < 0 || text == end || *text++ != '.' ||
	    parse_part(&text, end, &series.minor) < 0 || text != end)
		return -EINVAL;
	*ret_series = series;
	return 0;
}

static int compare(struct kconf_series a, struct kconf_series b)
{
	if (a.major != b.major)
		return a.major < b.major ? -1 : 1;
	return a.minor < b.minor ? -1 : a.minor > b.minor;
}

int kconf_range_parse(const char *text, size_t len, struct kconf_range *ret_range)
{
	struct kconf_range range = { .to = { UINT_MAX, UINT_MAX } };
	const char *dots = memmem(text, len, "..", 2);
	size_t left, right;

	if (!dots || len == 2)
		return -EINVAL;
	left = (size_t)(dots - text);
	right = len - left - 2;
	if (left > 0 && kconf_series_parse(text, left, &range.from) < 0)
		return -EINVAL;
	if (right > 0 && kconf_series_parse(dots + 2, right, &range.to) < 0)
		return -EINVAL;
	if (compare(range.from, range.to) > 0)
		return -EINVAL;
	*ret_range = range;
	return 0;
}

bool kconf_range_has(const struct kconf_range *range, struct kconf_series series)
{
	return compare(range->from, series) <= 0 && compare(series, range->to) <= 0;
}

/* The kernel's top Makefile has the same table. */
const char *kconf_source_arch(const char *arch)
{
	return strcmp(arch, "x86_64") == 0 || strcmp(arch, "i386") == 0 ? "x86" : arch;
}
