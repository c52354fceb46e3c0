// SPDX-License-Identifier: GPL-2.0-only
#include "release.h"
#include <ctype.h>
#include <errno.h>
#include <string.h>

enum {
	MAX_DIGITS = 6,
	HEADING_LINES = 64, /* the heading of a config is among the first lines */
};

/* A decimal number at *@text, which moves past it. */
static int take_number(const char **text, const char *end, unsigned int *ret_number)
{
	const char *start = *text, *p = start;
	unsigned int number = 0;

	while (p < end && isdigit((unsigned char)*p) && p - start < MAX_DIGITS)
		number = number * 10 + (unsigned int)(*p++ - '0');
	if (p == start || (p < end && isdigit((unsigned char)*p)))
		return -EINVAL;
	*text = p;
	*ret_number = number;
	return 0;
}

/* ".5", ".x" (any) or nothing (any). */
static int take_point(const char **text, const char *end, unsigned int *ret_point)
{
	const char *p = *text;

	*ret_point = KCONF_NEWEST_POINT;
	if (end - p < 2 || p[0] != '.')
		return 0;
	p++;
	if (*p == 'x' || *p == 'X') {
		*text = p + 1;
		return 0;
	}
	if (!isdigit((unsigned char)*p))
		return 0;
	*text = p;
	return take_number(text, end, ret_point);
}

int kconf_release_parse(const char *text, size_t len, struct kconf_release *ret_release)
{
	const char *end = text + len;
	struct kconf_release release;

	if (take_number(&text, end, &release.major) < 0 || text == end || *text++ != '.' ||
	    take_number(&text, end, &release.minor) < 0 ||
	    take_point(&text, end, &release.point) < 0)
		return -EINVAL;
	if (text < end && (isalnum((unsigned char)*text) || isspace((unsigned char)*text)))
		return -EINVAL;
	*ret_release = release;
	return 0;
}

/* The word after "# Linux/ARCH " in a line that ends as the heading does; NULL when it is another line. */
static const char *heading_release(const char *line, size_t len, size_t *ret_len)
{
	static const char start[] = "# Linux/", tail[] = " Kernel Configuration";
	const size_t head = sizeof(start) - 1, foot = sizeof(tail) - 1;
	const char *release, *end;

	if (len < head + foot || memcmp(line, start, head) != 0 ||
	    memcmp(line + len - foot, tail, foot) != 0)
		return NULL;
	end = line + len - foot;
	release = memchr(line + head, ' ', (size_t)(end - line) - head);
	if (!release)
		return NULL;
	*ret_len = (size_t)(end - ++release);
	return release;
}

int kconf_release_of_config(const char *config, size_t len, struct kconf_release *ret_release,
                            const char **ret_text, size_t *ret_len)
{
	for (int line = 0; line < HEADING_LINES && len > 0; line++) {
		const char *newline = memchr(config, '\n', len);
		const size_t n = newline ? (size_t)(newline - config) : len;
		size_t release_len;
		const char *release = heading_release(config, n, &release_len);

		if (release) {
			*ret_text = release;
			*ret_len = release_len;
			return kconf_release_parse(release, release_len, ret_release);
		}
		config += newline ? n + 1 : n;
		len -= newline ? n + 1 : n;
	}
	return -ENOENT;
}

int kconf_release_compare(struct kconf_release a, struct kconf_release b)
{
	if (a.major != b.major)
		return a.major < b.major ? -1 : 1;
	if (a.minor != b.minor)
		return a.minor < b.minor ? -1 : 1;
	return a.point < b.point ? -1 : a.point > b.point;
}

/* Two or three numbers, and nothing else. */
static int parse_numbers(const char *text, size_t len, struct kconf_release *ret_release)
{
	for (size_t i = 0; i < len; i++)
		if (!isdigit((unsigned char)text[i]) && (text[i] != '.' || i == len - 1))
			return -EINVAL;
	return kconf_release_parse(text, len, ret_release);
}

int kconf_series_parse(const char *text, size_t len, struct kconf_series *ret_series)
{
	struct kconf_release release;

	if (parse_numbers(text, len, &release) < 0 || release.point != KCONF_NEWEST_POINT)
		return -EINVAL;
	*ret_series = (struct kconf_series){ release.major, release.minor };
	return 0;
}

struct kconf_release kconf_series_newest(struct kconf_series series)
{
	return (struct kconf_release){ series.major, series.minor, KCONF_NEWEST_POINT };
}

int kconf_release_range_parse(const char *text, size_t len, struct kconf_release_range *ret_range)
{
	const unsigned int most = KCONF_NEWEST_POINT;
	struct kconf_release_range range = { .to = { most, most, most } };
	const char *dots = memmem(text, len, "..", 2);
	size_t left, right;

	if (!dots || len == 2)
		return -EINVAL;
	left = (size_t)(dots - text);
	right = len - left - 2;
	if (left > 0 && parse_numbers(text, left, &range.from) < 0)
		return -EINVAL;
	if (range.from.point == most)
		range.from.point = 0;
	if (right > 0 && parse_numbers(dots + 2, right, &range.to) < 0)
		return -EINVAL;
	if (kconf_release_compare(range.from, range.to) > 0)
		return -EINVAL;
	*ret_range = range;
	return 0;
}

bool kconf_release_range_has(const struct kconf_release_range *range, struct kconf_release release)
{
	return kconf_release_compare(range->from, release) <= 0 &&
	       kconf_release_compare(release, range->to) <= 0;
}
