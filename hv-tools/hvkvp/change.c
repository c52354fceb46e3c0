// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp set, hvkvp del and hvkvp clear. */
#include "auto.h"
#include "batch.h"
#include "commands.h"
#include "input.h"
#include "limits.h"
#include "pools.h"
#include "split.h"
#include <errno.h>
#include <string.h>

static const struct hv_option set_options[] = {
	OPTION_ROOT,
	OPTION_POOL("where (default guest)"),
	OPTION_TEXT("file", 'F', file, "FILE", "the value is what FILE holds; - is standard input"),
	OPTION_FLAG("append", 'a', append, "add a record, whether or not there is one of this key"),
	OPTION_TEXT("split", 's', split, "SCHEME",
	            "cut a long value into pieces: ignition, azure-init, cloud-init"),
	OPTION_FLAG("private", 0, private, "a pool that is not yet there gets mode 0600"),
	OPTION_FLAG("force", 'f', force, "also pools 2 and 3, also more than the host gets"),
	{ 0 },
};

static const struct hv_cli set_cli = {
	.name = "hvkvp set",
	.synopsis = "[OPTION]... KEY VALUE | [OPTION]... --file FILE KEY",
	.summary = "Set the value of a key.",
	.options = set_options,
};

static const struct hv_option del_options[] = {
	OPTION_ROOT,
	OPTION_POOL("where (default guest)"),
	OPTION_FLAG("all", 'a', all, "all records of this key, not only the first"),
	OPTION_TEXT("join", 0, join, "SCHEME",
	            "all pieces of the value: ignition, azure-init, cloud-init"),
	OPTION_FLAG("force", 'f', force, "also in pools 2 and 3"),
	{ 0 },
};

static const struct hv_cli del_cli = {
	.name = "hvkvp del",
	.synopsis = "[OPTION]... KEY",
	.summary = "Delete a key's record; exit 1 when there is none.",
	.options = del_options,
};

static const struct hv_option clear_options[] = {
	OPTION_ROOT,
	OPTION_FLAG("force", 'f', force, "also pools 2 and 3"),
	{ 0 },
};

static const struct hv_cli clear_cli = {
	.name = "hvkvp clear",
	.synopsis = "[OPTION]... POOL",
	.summary = "Delete all records of a pool.",
	.options = clear_options,
};

/* The default is the pool of the guest's programs. */
static int chosen_pool(const struct options *o)
{
	return o->pool ? pool_by_name(o->pool) : HV_POOL_GUEST;
}

static int chosen_scheme(const char *name, const struct scheme **ret)
{
	*ret = name ? scheme_by_name(name) : NULL;
	if (name && !*ret)
		return complain("no such scheme: %s (ignition, azure-init, cloud-init)", name);
	return 0;
}

/* A value in one piece bears the key itself, where the scheme's readers look for that. */
static int cut(const struct scheme *scheme, const char *key, const char *value, size_t len,
               struct batch *b)
{
	char name[HV_POOL_KEY_SIZE + 1];
	size_t at = 0, n;
	int rc = 0;

	if (!scheme || (scheme->whole_key && split_next(scheme, value, len) == len))
		return batch_add(b, key, strlen(key), value, len);
	for (size_t i = 0; rc == 0 && at < len; i++, at += n) {
		n = split_next(scheme, value + at, len - at);
		rc = n > 0 ? split_key(scheme, key, i, name, sizeof(name)) : -EILSEQ;
		if (rc >= 0)
			rc = batch_add(b, name, (size_t)rc, value + at, n);
	}
	return len == 0 ? batch_add(b, key, strlen(key), "", 0) : rc;
}

static int check(const struct options *o, const struct batch *b)
{
	char why[128];

	for (size_t i = 0; i < b->count; i++)
		if (limits_check(b->pairs[i].key, b->pairs[i].key_len, b->pairs[i].value,
		                 b->pairs[i].value_len, o->force, why, sizeof(why)) < 0)
			return complain("%s%s", why, o->split ? "" : "; see --split");
	return 0;
}

/*
 * Of an earlier value in pieces: those with a number of @from and beyond, and the whole one. A reader takes what
 * it finds first.
 */
static ssize_t delete_pieces(struct hv_pool *pool, const struct scheme *scheme, const char *key,
                             size_t from, bool whole)
{
	char name[HV_POOL_KEY_SIZE + 1];
	ssize_t total = 0, n = 1;

	for (size_t i = from; scheme->mark && n > 0; i++) {
		n = split_key(scheme, key, i, name, sizeof(name)) < 0
		            ? -ENOENT
		            : hv_pool_delete(pool, name, true);
		total += n > 0 ? n : 0;
	}
	if (whole && (n > 0 || n == -ENOENT)) {
		n = hv_pool_delete(pool, key, true);
		total += n > 0 ? n : 0;
	}
	return n < 0 && n != -ENOENT ? n : total;
}

static int set_pieces(const struct options *o, struct hv_pool *pool, const struct scheme *scheme,
                      const char *key, const struct batch *b)
{
	const bool whole = b->count == 1 && strcmp(b->pairs[0].key, key) == 0;
	struct records before;
	struct batch_done done = { 0 };
	ssize_t rc = pool_load(o, pool->number, &before);

	if (rc < 0)
		return HV_EXIT_FAILED;
	rc = batch_apply(b, pool, &before, o->append ? BATCH_APPEND : BATCH_SET, &done);
	records_free(&before);
	if (rc < 0 && !done.put_back)
		complain("pool %u could not be put back either", pool->number);
	if (rc < 0)
		return pool_failed(pool->number, (int)rc);
	if (scheme->mark && !o->append)
		rc = delete_pieces(pool, scheme, key, whole ? 0 : b->count, !whole);
	return rc < 0 ? pool_failed(pool->number, (int)rc) : HV_EXIT_OK;
}

static int set(const struct options *o, unsigned int number, const struct scheme *scheme,
               const char *key, const struct batch *b)
{
	struct hv_pool pool;
	int rc = pool_open(o, number, true, &pool);

	if (rc < 0)
		return pool_refused(rc);
	if (scheme) {
		rc = set_pieces(o, &pool, scheme, key, b);
		hv_pool_close(&pool);
		return rc;
	}
	rc = o->append ? hv_pool_append(&pool, key, b->pairs[0].value)
	               : hv_pool_set(&pool, key, b->pairs[0].value);
	hv_pool_close(&pool);
	return rc < 0 ? pool_failed(number, rc) : HV_EXIT_OK;
}

static int cut_and_set(const struct options *o, unsigned int number, const char *key,
                       const char *value, size_t len)
{
	const struct scheme *scheme;
	struct batch b = { 0 };
	int code = HV_EXIT_USAGE, rc;

	if (chosen_scheme(o->split, &scheme) < 0)
		return HV_EXIT_USAGE;
	rc = cut(scheme, key, value, len, &b);
	if (rc < 0)
		complain("%s", rc == -EILSEQ ? "the value is not UTF-8 text" : strerror(-rc));
	else if (check(o, &b) == 0)
		code = set(o, number, scheme, key, &b);
	batch_free(&b);
	return code;
}

int set_command(int argc, char **argv)
{
	AUTO_FREE char *data = NULL;
	struct options o = { 0 };
	int first, number, rc;
	size_t len = 0;

	rc = options_parse(&set_cli, argc, argv, 1, 2, &o, &first);
	if (rc >= 0)
		return rc;
	if ((argc - first == 2) == (o.file != NULL)) {
		complain("set needs a value: as second word, or by --file");
		return HV_EXIT_USAGE;
	}
	number = chosen_pool(&o);
	if (number < 0)
		return HV_EXIT_USAGE;
	if (!o.file)
		return cut_and_set(&o, (unsigned int)number, argv[first], argv[first + 1],
		                   strlen(argv[first + 1]));
	if (input_read(o.file, &data, &len) < 0)
		return HV_EXIT_FAILED;
	return cut_and_set(&o, (unsigned int)number, argv[first], data, len);
}

static int del(const struct options *o, unsigned int number, const struct scheme *scheme,
               const char *key)
{
	struct hv_pool pool;
	ssize_t n = pool_open(o, number, false, &pool);

	if (n < 0)
		return pool_refused((int)n);
	n = scheme ? delete_pieces(&pool, scheme, key, 0, true)
	           : hv_pool_delete(&pool, key, o->all);
	hv_pool_close(&pool);
	if (n < 0 && n != -ENOENT)
		return pool_failed(number, (int)n);
	if (n <= 0)
		complain("no such key in pool %u: %s", number, key);
	return n > 0 ? HV_EXIT_OK : HV_EXIT_FAILED;
}

int del_command(int argc, char **argv)
{
	const struct scheme *scheme;
	struct options o = { 0 };
	int first, number, rc;

	rc = options_parse(&del_cli, argc, argv, 1, 1, &o, &first);
	if (rc >= 0)
		return rc;
	number = chosen_pool(&o);
	if (number < 0 || chosen_scheme(o.join, &scheme) < 0)
		return HV_EXIT_USAGE;
	return del(&o, (unsigned int)number, scheme, argv[first]);
}

int clear_command(int argc, char **argv)
{
	struct options o = { 0 };
	struct hv_pool pool;
	int first, number, rc;

	rc = options_parse(&clear_cli, argc, argv, 1, 1, &o, &first);
	if (rc >= 0)
		return rc;
	number = pool_by_name(argv[first]);
	if (number < 0)
		return HV_EXIT_USAGE;
	rc = pool_open(&o, (unsigned int)number, false, &pool);
	if (rc < 0)
		return pool_refused(rc);
	rc = hv_pool_clear(&pool);
	hv_pool_close(&pool);
	return rc < 0 ? pool_failed((unsigned int)number, rc) : HV_EXIT_OK;
}
