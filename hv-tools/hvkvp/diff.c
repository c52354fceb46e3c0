// SPDX-License-Identifier: GPL-2.0-only
#include "diff.h"
#include "auto.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_keys(const struct record *a, const struct record *b)
{
	const size_t len = a->key_len < b->key_len ? a->key_len : b->key_len;
	const int order = memcmp(a->key, b->key, len);

	return order ? order : (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

static int compare(const void *left, const void *right)
{
	const struct record *a = *(const struct record *const *)left;
	const struct record *b = *(const struct record *const *)right;
	const int order = compare_keys(a, b);

	return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* The good records in the order of their keys; NULL without memory. */
static const struct record **sorted(const struct records *r, size_t *ret_count)
{
	const struct record **list = calloc(r->count + 1, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; list && i < r->count; i++)
		if (r->items[i].good)
			list[n++] = &r->items[i];
	if (n > 0)
		qsort(list, n, sizeof(*list), compare);
	*ret_count = n;
	return list;
}

static bool same_value(const struct record *a, const struct record *b)
{
	return a->value_len == b->value_len && memcmp(a->value, b->value, a->value_len) == 0;
}

int records_diff(const struct records *then, const struct records *now, change_fn *fn, void *ctx)
{
	size_t old_count = 0, new_count = 0, i = 0, k = 0;
	AUTO_FREE const struct record **old = sorted(then, &old_count);
	AUTO_FREE const struct record **new = sorted(now, &new_count);
	int rc = old && new ? 0 : -ENOMEM;

	while (rc == 0 && (i < old_count || k < new_count)) {
		const int order = i == old_count   ? 1
		                  : k == new_count ? -1
		                                   : compare_keys(old[i], new[k]);

		if (order < 0)
			rc = fn(ctx, CHANGE_REMOVED, old[i]);
		else if (order > 0)
			rc = fn(ctx, CHANGE_ADDED, new[k]);
		else if (!same_value(old[i], new[k]))
			rc = fn(ctx, CHANGE_CHANGED, new[k]);
		i += order <= 0;
		k += order >= 0;
	}
	return rc;
}
