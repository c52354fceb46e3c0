/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a config is for: a kernel series such as 6.12 and an architecture by its own name (x86_64, arm64).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct kconf_series {
	unsigned int major, minor;
};

/* A range of series, both ends included. An open end is 0.0 or UINT_MAX.UINT_MAX. */
struct kconf_range {
	struct kconf_series from, to;
};

struct kconf_target {
	struct kconf_series series;
	const char *arch;
};

/* "6.12", all of @len bytes. 0 or -EINVAL. */
int kconf_series_parse(const char *text, size_t len, struct kconf_series *ret_series);

/* "6.7..6.15", "6.18.." or "..6.6". 0 or -EINVAL, also when the range is empty. */
int kconf_range_parse(const char *text, size_t len, struct kconf_range *ret_range);

bool kconf_range_has(const struct kconf_range *range, struct kconf_series series);

/* The folder of the architecture below the tree's arch/, the kernel's $(SRCARCH). */
const char *kconf_source_arch(const char *arch);
