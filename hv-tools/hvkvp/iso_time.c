// SPDX-License-Identifier: GPL-2.0-only
#include "iso_time.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

struct cursor {
	const char *at, *end;
};

/* @digits of them, no more. */
static bool number(struct cursor *c, int digits, int min, int max, int *ret)
{
	int value = 0;

	if (c->end - c->at < digits)
		return false;
	for (int i = 0; i < digits; i++, c->at++) {
		if (*c->at < '0' || *c->at > '9')
			return false;
		value = 10 * value + (*c->at - '0');
	}
	*ret = value;
	return value >= min && value <= max;
}

static bool skip(struct cursor *c, char mark)
{
	if (c->at == c->end || *c->at != mark)
		return false;
	c->at++;
	return true;
}

/* At most nine digits count. */
static bool fraction(struct cursor *c, int64_t *ret_ns)
{
	int64_t unit = NS_PER_S / 10;
	const char *first;

	*ret_ns = 0;
	if (!skip(c, '.'))
		return true;
	for (first = c->at; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
		*ret_ns += (*c->at - '0') * unit;
		unit /= 10;
	}
	return c->at > first;
}

static bool zone(struct cursor *c, int *ret_seconds)
{
	const int sign = c->at < c->end && *c->at == '-' ? -1 : 1;
	int hours, minutes;

	*ret_seconds = 0;
	if (c->at == c->end || skip(c, 'Z'))
		return true;
	if (!skip(c, '+') && !skip(c, '-'))
		return false;
	if (!number(c, 2, 0, 23, &hours))
		return false;
	skip(c, ':');
	if (!number(c, 2, 0, 59, &minutes))
		return false;
	*ret_seconds = sign * (3600 * hours + 60 * minutes);
	return true;
}

/* Days since 1970-01-01 of the Gregorian calendar; the year is taken to begin with March. */
static int64_t days(int year, int month, int day)
{
	const int64_t y = year - (month <= 2);
	const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

int iso_time_parse(const char *text, size_t len, int64_t *ret_ns)
{
	struct cursor c = { text, text + len };
	int year, month, day, hour, minute, second, offset;
	int64_t ns;

	if (!number(&c, 4, 1900, 2100, &year) || !skip(&c, '-') || !number(&c, 2, 1, 12, &month) ||
	    !skip(&c, '-') || !number(&c, 2, 1, 31, &day))
		return -EINVAL;
	if (!skip(&c, 'T') && !skip(&c, ' '))
		return -EINVAL;
	if (!number(&c, 2, 0, 23, &hour) || !skip(&c, ':') || !number(&c, 2, 0, 59, &minute) ||
	    !skip(&c, ':') || !number(&c, 2, 0, 60, &second) || !fraction(&c, &ns) ||
	    !zone(&c, &offset) || c.at != c.end)
		return -EINVAL;
	*ret_ns = (days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset) *
	                  NS_PER_S +
	          ns;
	return 0;
}

const char *iso_time_format(int64_t ns, char buf[ISO_TIME_SIZE])
{
	const int64_t part = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
	const time_t seconds = (time_t)((ns - part) / NS_PER_S);
	struct tm tm = { 0 };
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(buf, ISO_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + n, ISO_TIME_SIZE - n, ".%06dZ", (int)(part / 1000));
	return buf;
}
