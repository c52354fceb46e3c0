/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel series, such as 6.12, and a kernel's release, such as 6.12.117, 6.6.130.mshv1, 6.12.0-rc3 or
 * 6.1.167-27.319.amzn2023.x86_64: what follows the third number is the vendor's affair. Where the third number is
 * not told (6.12, 6.6.x) the newest of that series is meant.
 *
 * Some symbols came or went with a point release, so ranges know the third number, too: "6.6.8..", "6.1.91..6.1".
 * An end without one takes in the whole series.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define KCONF_NEWEST_POINT 0xffffffffu

struct kconf_series {
	unsigned int major, minor;
};

struct kconf_release {
	unsigned int major, minor, point;
};

/* Both ends included. An open end is 0.0.0, or KCONF_NEWEST_POINT three times. */
struct kconf_release_range {
	struct kconf_release from, to;
};

/* "6.12", all of @len bytes. 0 or -EINVAL. */
int kconf_series_parse(const char *text, size_t len, struct kconf_series *ret_series);
struct kconf_release kconf_series_newest(struct kconf_series series);

/* The release at the start of @text of @len bytes; a letter must not follow its numbers at once. 0 or -EINVAL. */
int kconf_release_parse(const char *text, size_t len, struct kconf_release *ret_release);

/*
 * The release in the heading of a config, "# Linux/ARCH RELEASE Kernel Configuration", among its first lines.
 * @ret_text points at its text within @config. 0, -ENOENT without such a heading, -EINVAL for a release that is
 * none.
 */
int kconf_release_of_config(const char *config, size_t len, struct kconf_release *ret_release,
                            const char **ret_text, size_t *ret_len);

/* "6.7..6.15", "6.6.8..", "..6.1". 0, or -EINVAL, also when the range is empty. */
int kconf_release_range_parse(const char *text, size_t len, struct kconf_release_range *ret_range);

/* Less than, equal to or greater than 0, as @a is older, the same or newer. */
int kconf_release_compare(struct kconf_release a, struct kconf_release b);
bool kconf_release_range_has(const struct kconf_release_range *range, struct kconf_release release);
