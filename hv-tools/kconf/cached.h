/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The download cache that the scripts fill: $HVKIT_CACHE, or hvkit in $XDG_CACHE_HOME or ~/.cache. The kernel trees
 * in it are source/linux-SERIES-VERSION.
 */
#pragma once
#include "target.h"

/* "@folder/@name" in the cache; to be freed. NULL without memory, or a home. */
char *kconf_cached(const char *name);

struct kconf_source_tree {
	char *path;
	struct kconf_series series;
};

struct kconf_source_trees {
	struct kconf_source_tree *items; /* by series */
	size_t n;
};

/*
 * @given trees by path, or with none the newest of each series in the cache. 0; -EINVAL with *@ret_bad the tree whose
 * Makefile does not say which series it is; or an errno.
 */
int kconf_source_trees_find(const char *const *given, size_t n,
                            struct kconf_source_trees *ret_trees, const char **ret_bad);
/* The last of that series, NULL without one. */
const struct kconf_source_tree *kconf_source_trees_of(const struct kconf_source_trees *trees,
                                                      struct kconf_series series);
void kconf_source_trees_done(struct kconf_source_trees *trees);
