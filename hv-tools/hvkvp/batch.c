// SPDX-License-Identifier: GPL-2.0-only
#include "batch.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static char *copy(const char *text, size_t len)
{
	char *to = malloc(len + 1);

	if (to) {
		memcpy(to, text, len);
		to[len] = '\0';
	}
	return to;
}

static int grow(struct batch *b)
{
	const size_t room = b->room ? 2 * b->room : 64;
	struct pair *pairs = realloc(b->pairs, room * sizeof(*pairs));

	if (!pairs)
		return -ENOMEM;
	b->pairs = pairs;
	b->room = room;
	return 0;
}

int batch_add(struct batch *b, const char *key, size_t key_len, const char *value, size_t value_len)
{
	struct pair pair = { .key_len = key_len, .value_len = value_len };

	if (b->count == BATCH_MAX)
		return -E2BIG;
	if (b->count == b->room && grow(b) < 0)
		return -ENOMEM;
	pair.key = copy(key, key_len);
	pair.value = copy(value, value_len);
	if (!pair.key || !pair.value) {
		free(pair.key);
		free(pair.value);
		return -ENOMEM;
	}
	b->pairs[b->count++] = pair;
	return 0;
}

void batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		free(b->pairs[i].key);
		free(b->pairs[i].value);
	}
	free(b->pairs);
	*b = (struct batch){ 0 };
}

/* How a batch goes on: one key after the other, in the order in which they first come. */
struct work {
	const struct batch *b;
	struct hv_pool *pool;
	const struct records *before;
	struct batch_done *done;
};

static size_t count_before(const struct records *r, const struct pair *pair)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += r->items[i].good && record_is(&r->items[i], pair->key, pair->key_len);
	return n;
}

static bool same_key(const struct pair *a, const struct pair *b)
{
	return a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0;
}

static bool is_first(const struct batch *b, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_key(&b->pairs[k], &b->pairs[i]))
			return false;
	return true;
}

static size_t count_key(const struct batch *b, const struct pair *pair)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++)
		n += same_key(&b->pairs[i], pair);
	return n;
}

static int append_key(struct work *w, size_t first)
{
	const struct pair *pairs = w->b->pairs;
	int rc = 0;

	for (size_t i = first; rc >= 0 && i < w->b->count; i++) {
		if (!same_key(&pairs[i], &pairs[first]))
			continue;
		rc = hv_pool_append(w->pool, pairs[i].key, pairs[i].value);
		w->done->added += rc >= 0;
	}
	return rc < 0 ? rc : 0;
}

/* One record for one is changed where it stands. */
static int set_key(struct work *w, size_t first)
{
	const struct pair *pair = &w->b->pairs[first];
	const size_t had = count_before(w->before, pair);
	ssize_t rc;

	if (had <= 1 && count_key(w->b, pair) == 1) {
		rc = hv_pool_set(w->pool, pair->key, pair->value);
		w->done->set += rc >= 0 && had == 1;
		w->done->added += rc >= 0 && had == 0;
		return rc < 0 ? (int)rc : 0;
	}
	rc = hv_pool_delete(w->pool, pair->key, true);
	if (rc < 0 && rc != -ENOENT)
		return (int)rc;
	w->done->removed += rc > 0 ? (size_t)rc : 0;
	return append_key(w, first);
}

static int append_before(struct work *w, const struct pair *of)
{
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < w->before->count; i++) {
		const struct record *r = &w->before->items[i];

		if (r->good && (!of || record_is(r, of->key, of->key_len)))
			rc = hv_pool_append(w->pool, r->key, r->value);
	}
	return rc < 0 ? rc : 0;
}

/* @in_place: as set_key() may have done it. */
static int restore_key(struct work *w, const struct pair *pair, bool in_place)
{
	const struct record *old = records_find(w->before, pair->key, pair->key_len);
	ssize_t rc;

	if (in_place && old && count_before(w->before, pair) == 1 && count_key(w->b, pair) == 1) {
		rc = hv_pool_set(w->pool, old->key, old->value);
		return rc < 0 ? (int)rc : 0;
	}
	rc = hv_pool_delete(w->pool, pair->key, true);
	if (rc < 0 && rc != -ENOENT)
		return (int)rc;
	return append_before(w, pair);
}

static int apply_set(struct work *w)
{
	size_t i = 0;
	int rc = 0, back = 0;

	for (; rc == 0 && i < w->b->count; i++)
		if (is_first(w->b, i))
			rc = set_key(w, i);
	if (rc == 0)
		return 0;
	while (back == 0 && i-- > 0)
		if (is_first(w->b, i))
			back = restore_key(w, &w->b->pairs[i], true);
	w->done->put_back = back == 0;
	return rc;
}

static int apply_append(struct work *w)
{
	size_t i = 0;
	int rc = 0, back = 0;

	for (; rc >= 0 && i < w->b->count; i++) {
		rc = hv_pool_append(w->pool, w->b->pairs[i].key, w->b->pairs[i].value);
		w->done->added += rc >= 0;
	}
	if (rc >= 0)
		return 0;
	while (back == 0 && i-- > 0)
		if (is_first(w->b, i))
			back = restore_key(w, &w->b->pairs[i], false);
	w->done->put_back = back == 0;
	return rc;
}

static int apply_replace(struct work *w)
{
	int rc = hv_pool_clear(w->pool);

	w->done->removed = rc < 0 ? 0 : w->before->count;
	for (size_t i = 0; rc >= 0 && i < w->b->count; i++) {
		rc = hv_pool_append(w->pool, w->b->pairs[i].key, w->b->pairs[i].value);
		w->done->added += rc >= 0;
	}
	if (rc >= 0)
		return 0;
	w->done->put_back = hv_pool_clear(w->pool) >= 0 && append_before(w, NULL) == 0;
	return rc;
}

/* A disk that is too full for all of it is left alone. Records that are there need no room. */
static int check_room(const struct work *w, enum batch_mode mode)
{
	size_t add = w->b->count;
	struct statvfs fs;

	for (size_t i = 0; mode == BATCH_SET && i < w->b->count; i++)
		add -= records_find(w->before, w->b->pairs[i].key, w->b->pairs[i].key_len) != NULL;
	if (mode == BATCH_REPLACE)
		add -= add < w->before->count ? add : w->before->count;
	if (fstatvfs(w->pool->fd, &fs) < 0)
		return -errno;
	return add > 0 && (geteuid() == 0 ? fs.f_bfree : fs.f_bavail) <
	                               add * HV_POOL_RECORD_SIZE / fs.f_frsize
	               ? -ENOSPC
	               : 0;
}

int batch_apply(const struct batch *b, struct hv_pool *pool, const struct records *before,
                enum batch_mode mode, struct batch_done *ret)
{
	static int (*const apply[])(struct work *) = {
		[BATCH_SET] = apply_set,
		[BATCH_APPEND] = apply_append,
		[BATCH_REPLACE] = apply_replace,
	};
	struct work w = { b, pool, before, ret };
	int rc;

	*ret = (struct batch_done){ .put_back = true };
	rc = check_room(&w, mode);
	return rc < 0 ? rc : apply[mode](&w);
}
