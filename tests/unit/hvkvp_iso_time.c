// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/iso_time.h"
#include "tap.h"
#include <errno.h>
#include <string.h>

static int parse(const char *text, int64_t *ret)
{
	return iso_time_parse(text, strlen(text), ret);
}

static void forms_of_the_writers(void)
{
	int64_t ns = 0;

	is_int(parse("2026-07-27T21:33:24.339006+00:00", &ns), 0); /* cloud-init */
	is_int(ns, 1785188004339006000LL);
	is_int(parse("2026-07-27T21:33:24.339Z", &ns), 0); /* azure-init */
	is_int(ns, 1785188004339000000LL);
	is_int(parse("2026-07-27T23:33:24+02:00", &ns), 0);
	is_int(ns, 1785188004000000000LL);
	is_int(parse("2026-07-27T21:33:24.339006", &ns), 0); /* a report's */
	is_int(ns, 1785188004339006000LL);
	is_int(parse("2000-02-29T00:00:00Z", &ns), 0);
	is_int(ns, 951782400000000000LL);
	is_int(parse("1969-12-31T23:59:59.5Z", &ns), 0);
	is_int(ns, -500000000);
	is_int(parse("2026-01-01T00:00:00.123456789123Z", &ns), 0);
	is_int(ns % NS_PER_S, 123456789);
}

static void what_is_no_time(void)
{
	static const char *const wrong[] = {
		"",
		"2026",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-01-32T00:00:00Z",
		"2026-01-01T24:00:00Z",
		"2026-01-01T00:60:00Z",
		"2026-01-01T00:00:00.Z",
		"2026-01-01T00:00:00ZZ",
		"2026-01-01T00:00:00+2",
		"1899-01-01T00:00:00Z",
		"9999-01-01T00:00:00Z",
		"-026-01-01T00:00:00Z",
	};
	int64_t ns = 7;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_int(parse(wrong[i], &ns), -EINVAL);
	is_int(ns, 7);
}

static void there_and_back(void)
{
	char text[ISO_TIME_SIZE];
	int64_t ns;

	for (int64_t day = -25000; day < 47000; day += 13) {
		const int64_t want = day * 86400 * NS_PER_S + 86399 * NS_PER_S + 123456000;

		iso_time_format(want, text);
		is_int(parse(text, &ns), 0);
		is_int(ns, want);
	}
	is_string(iso_time_format(-1000, text), "1969-12-31T23:59:59.999999Z");
}

TAP_MAIN(TAP_CASE(forms_of_the_writers), TAP_CASE(what_is_no_time), TAP_CASE(there_and_back))
