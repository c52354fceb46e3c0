// SPDX-License-Identifier: GPL-2.0-only
#include "release.h"
#include "tap.h"
#include <errno.h>

static struct kconf_release release;

static int parse(const char *text)
{
	release = (struct kconf_release){ 0 };
	return kconf_release_parse(text, strlen(text), &release);
}

static void is_release(const char *text, unsigned int major, unsigned int minor, unsigned int point)
{
	is_int(parse(text), 0);
	is_int(release.major, major);
	is_int(release.minor, minor);
	is_int(release.point, point);
}

static void vendors_write_releases_their_way(void)
{
	is_release("6.12.117", 6, 12, 117);
	is_release("6.6.130.mshv1", 6, 6, 130);
	is_release("6.6.134.1", 6, 6, 134);
	is_release("6.1.167-27.319.amzn2023.x86_64", 6, 1, 167);
	is_release("6.18.39-79.141.amzn2023.x86_64.microvm", 6, 18, 39);
	is_release("6.12.0-rc3+", 6, 12, 0);
	is_release("6.12.57-flatcar", 6, 12, 57);
	is_release("7.0.13+deb14-cloud-amd64", 7, 0, 13);
}

static void without_third_number_the_newest_is_meant(void)
{
	is_release("6.12", 6, 12, KCONF_NEWEST_POINT);
	is_release("6.6.x", 6, 6, KCONF_NEWEST_POINT);
	is_release("6.6.x-azl", 6, 6, KCONF_NEWEST_POINT);
	is_release("6.12-rc1", 6, 12, KCONF_NEWEST_POINT);
	is_release("6.12.azl3", 6, 12, KCONF_NEWEST_POINT);
}

static void what_is_no_release(void)
{
	is_int(parse(""), -EINVAL);
	is_int(parse("6"), -EINVAL);
	is_int(parse("6."), -EINVAL);
	is_int(parse("v6.1"), -EINVAL);
	is_int(parse("6.x"), -EINVAL);
	is_int(parse("6.12b"), -EINVAL);
	is_int(parse("6.1 2"), -EINVAL);
	is_int(parse("1234567.1"), -EINVAL);
	is_int(parse("6.1.4294967296"), -EINVAL);
}

static int of_config(const char *text, const char **ret_text, size_t *ret_len)
{
	return kconf_release_of_config(text, strlen(text), &release, ret_text, ret_len);
}

static void the_heading_tells(void)
{
	const char *at;
	size_t len;

	is_int(of_config("# x86_64\n#\n# Automatically generated file; DO NOT EDIT.\n"
	                 "# Linux/x86_64 6.6.130.mshv1 Kernel Configuration\n#\nCONFIG_X=y\n",
	                 &at, &len),
	       0);
	is_int(release.point, 130);
	is_int(len, strlen("6.6.130.mshv1"));
	is_true(strncmp(at, "6.6.130.mshv1", len) == 0);
	is_int(of_config("# Linux/x86 6.1.0 Kernel Configuration", &at, &len), 0);
	is_int(of_config("CONFIG_X=y\n# Linux kernel\n", &at, &len), -ENOENT);
	is_int(of_config("# Linux/x86 Kernel Configuration", &at, &len), -ENOENT);
	is_int(of_config("# Linux/x86 six Kernel Configuration", &at, &len), -EINVAL);
	is_int(of_config("", &at, &len), -ENOENT);
}

static bool range_has(const char *range, const char *text)
{
	struct kconf_release_range r;

	is_int(parse(text), 0);
	is_int(kconf_release_range_parse(range, strlen(range), &r), 0);
	return kconf_release_range_has(&r, release);
}

static void ranges_know_point_releases(void)
{
	is_true(range_has("6.6.8..", "6.6.8"));
	is_true(!range_has("6.6.8..", "6.6.7"));
	is_true(range_has("6.6.8..", "6.6"));
	is_true(range_has("6.6..", "6.6.0"));
	is_true(range_has("..6.1", "6.1.192"));
	is_true(range_has("..6.1", "6.1"));
	is_true(!range_has("..6.1", "6.2.0"));
	is_true(range_has("6.1.91..6.1", "6.1.192"));
	is_true(!range_has("6.1.91..6.1", "6.1.90"));
	is_true(!range_has("6.1.91..6.1", "6.6.1"));
	is_true(range_has("..6.1.90", "5.4.2"));
}

static void ranges_that_are_none(void)
{
	static const char *const texts[] = {
		"..",        "6.1", "6.2..6.1", "6.1...6.2", "a..",
		"6.1-rc1..", "6..", "",         "6.1.. ",    "..6.1."
	};
	struct kconf_release_range r;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_int(kconf_release_range_parse(texts[i], strlen(texts[i]), &r), -EINVAL);
}

static void a_series_has_two_numbers(void)
{
	static const char *const texts[] = { "6",      "6.",    "6.12.", "6.12.4",
		                             "6.12.x", "6.12 ", "v6.12", "" };
	struct kconf_series s;

	is_int(kconf_series_parse("6.12.3", strlen("6.12"), &s), 0);
	is_int(s.major, 6);
	is_int(s.minor, 12);
	is_int(kconf_release_compare(kconf_series_newest(s), (struct kconf_release){ 6, 12, 999 }),
	       1);
	is_int(kconf_release_compare(kconf_series_newest(s), (struct kconf_release){ 6, 13, 0 }),
	       -1);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_int(kconf_series_parse(texts[i], strlen(texts[i]), &s), -EINVAL);
}

TAP_MAIN(TAP_CASE(vendors_write_releases_their_way),
         TAP_CASE(without_third_number_the_newest_is_meant), TAP_CASE(what_is_no_release),
         TAP_CASE(the_heading_tells), TAP_CASE(ranges_know_point_releases),
         TAP_CASE(ranges_that_are_none), TAP_CASE(a_series_has_two_numbers))
