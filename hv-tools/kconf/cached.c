// SPDX-License-Identifier: GPL-2.0-only
#include "cached.h"
#include "auto.h"
#include "tree_release.h"
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

char *kconf_cached(const char *name)
{
	const char *own = getenv("HVKIT_CACHE"), *xdg = getenv("XDG_CACHE_HOME"),
		   *home = getenv("HOME");
	char *path = NULL;
	int n = -1;

	if (own && *own)
		n = asprintf(&path, "%s/%s", own, name);
	else if (xdg && *xdg)
		n = asprintf(&path, "%s/hvkit/%s", xdg, name);
	else if (home && *home)
		n = asprintf(&path, "%s/.cache/hvkit/%s", home, name);
	return n < 0 ? NULL : path;
}

static int add(struct kconf_source_trees *trees, const char *path)
{
	struct kconf_source_tree *items = reallocarray(trees->items, trees->n + 1, sizeof(*items));
	struct kconf_release release;
	char *real;
	int rc = kconf_tree_release(path, &release);

	if (!items)
		return -ENOMEM;
	trees->items = items;
	if (rc < 0)
		return rc;
	real = realpath(path, NULL);
	if (!real)
		return -errno;
	items[trees->n++] = (struct kconf_source_tree){ real, { release.major, release.minor } };
	return 0;
}

/* By series, then by version as the folders' names have it. */
static int by_series(const void *a, const void *b)
{
	const struct kconf_source_tree *x = a, *y = b;

	if (x->series.major != y->series.major)
		return x->series.major < y->series.major ? -1 : 1;
	if (x->series.minor != y->series.minor)
		return x->series.minor < y->series.minor ? -1 : 1;
	return strverscmp(x->path, y->path);
}

/* A tree that cannot be read, such as one being unpacked, is passed over. */
static int add_cached(struct kconf_source_trees *trees)
{
	AUTO_FREE char *pattern = kconf_cached("source/linux-*");
	glob_t found;
	int rc = 0;

	if (!pattern || glob(pattern, 0, NULL, &found) != 0)
		return 0;
	for (size_t i = 0; i < found.gl_pathc && rc != -ENOMEM; i++)
		rc = add(trees, found.gl_pathv[i]);
	globfree(&found);
	return rc == -ENOMEM ? rc : 0;
}

static bool same_series(const struct kconf_source_tree *a, const struct kconf_source_tree *b)
{
	return a->series.major == b->series.major && a->series.minor == b->series.minor;
}

/* Of each series only the newest. */
static void drop_older(struct kconf_source_trees *trees)
{
	size_t kept = 0;

	for (size_t i = 0; i < trees->n; i++) {
		if (kept > 0 && same_series(&trees->items[kept - 1], &trees->items[i]))
			free(trees->items[--kept].path);
		trees->items[kept++] = trees->items[i];
	}
	trees->n = kept;
}

int kconf_source_trees_find(const char *const *given, size_t n,
                            struct kconf_source_trees *ret_trees, const char **ret_bad)
{
	struct kconf_source_trees trees = { 0 };
	int rc = n == 0 ? add_cached(&trees) : 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		*ret_bad = given[i];
		rc = add(&trees, given[i]);
	}
	if (rc < 0) {
		kconf_source_trees_done(&trees);
		return rc;
	}
	if (trees.n > 0)
		qsort(trees.items, trees.n, sizeof(*trees.items), by_series);
	drop_older(&trees);
	*ret_trees = trees;
	return 0;
}

const struct kconf_source_tree *kconf_source_trees_of(const struct kconf_source_trees *trees,
                                                      struct kconf_series series)
{
	const struct kconf_source_tree wanted = { NULL, series };

	for (size_t i = trees->n; i > 0; i--)
		if (same_series(&trees->items[i - 1], &wanted))
			return &trees->items[i - 1];
	return NULL;
}

void kconf_source_trees_done(struct kconf_source_trees *trees)
{
	for (size_t i = 0; i < trees->n; i++)
		free(trees->items[i].path);
	free(trees->items);
	*trees = (struct kconf_source_trees){ 0 };
}
