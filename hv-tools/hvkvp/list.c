// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp list and hvkvp get. */
#include "auto.h"
#include "commands.h"
#include "kvp_client.h"
#include "output.h"
#include "pools.h"
#include "split.h"
#include <errno.h>
#include <string.h>

static const struct hv_option list_options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	OPTION_RAW,
	OPTION_NULL,
	OPTION_FLAG("keys", '1', keys, "the keys only, one in each line"),
	OPTION_FLAG("all", 'a', all, "bad records too"),
	OPTION_TEXT("format", 0, format, "FORMAT", "kvp_client: as lis-test's program writes them"),
	{ 0 },
};

static const struct hv_cli list_cli = {
	.name = "hvkvp list",
	.synopsis = "[OPTION]... [POOL]...",
	.summary = "List the records of pools, of all five by default: [pool,] key and value.",
	.options = list_options,
};

static const struct hv_option get_options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	OPTION_POOL("where to look (default: in all, first comes first)"),
	OPTION_RAW,
	OPTION_NULL,
	OPTION_FLAG("all", 'a', all, "the values of all records of this key"),
	OPTION_TEXT("join", 0, join, "SCHEME",
	            "put pieces together: ignition, azure-init, cloud-init"),
	{ 0 },
};

static const struct hv_cli get_cli = {
	.name = "hvkvp get",
	.synopsis = "[OPTION]... KEY",
	.summary = "Write the value of a key; exit 1 when there is none.",
	.options = get_options,
};

static void list_text(const struct options *o, unsigned int number, const struct records *r,
                      bool several)
{
	const enum text_form form = text_form(o);
	char digit[2] = { (char)('0' + number), '\0' };

	for (size_t i = 0; i < r->count; i++) {
		const struct record *record = &r->items[i];

		if (!record->good && !o->all)
			continue;
		if (several)
			text_field(stdout, form, digit, 1, false);
		text_field(stdout, form, record->key, record->key_len, o->keys);
		if (!o->keys)
			text_field(stdout, form, record->value, record->value_len, true);
	}
}

static void list_json(const struct options *o, struct hv_json *j, unsigned int number,
                      const struct records *r)
{
	hv_json_object(j, NULL);
	hv_json_uint(j, "pool", number);
	hv_json_string(j, "name", pool_name(number));
	hv_json_bool(j, "missing", r->missing);
	hv_json_array(j, "records");
	for (size_t i = 0; i < r->count; i++) {
		if (!r->items[i].good && !o->all)
			continue;
		hv_json_object(j, NULL);
		json_record(j, &r->items[i]);
		hv_json_end_object(j);
	}
	hv_json_end_array(j);
	hv_json_end_object(j);
}

static int list_pools(const struct options *o, unsigned int set)
{
	const bool several = (set & (set - 1)) != 0;
	struct records r = { 0 };
	struct hv_json j;
	int rc = 0;

	if (o->json) {
		json_start(&j, stdout, false, "hvkvp-list/1");
		hv_json_array(&j, "pools");
	}
	for (unsigned int i = 0; i < HV_POOL_COUNT; i++) {
		if (!(set & 1u << i))
			continue;
		if ((o->all ? pool_load : pool_load_good)(o, i, &r) < 0) {
			rc = -1;
			continue;
		}
		if (o->json)
			list_json(o, &j, i, &r);
		else
			list_text(o, i, &r, several);
		records_free(&r);
	}
	if (o->json) {
		hv_json_end_array(&j);
		hv_json_end_object(&j);
	}
	return rc < 0 ? HV_EXIT_FAILED : HV_EXIT_OK;
}

int list_command(int argc, char **argv)
{
	struct options o = { 0 };
	int first, set, rc;

	rc = options_parse(&list_cli, argc, argv, 0, HV_POOL_COUNT, &o, &first);
	if (rc >= 0)
		return rc;
	set = pool_set(argv + first, argc - first);
	if (set < 0)
		return HV_EXIT_USAGE;
	if (!o.format)
		return list_pools(&o, (unsigned int)set);
	if (strcmp(o.format, "kvp_client") != 0) {
		complain("no such format: %s (kvp_client)", o.format);
		return HV_EXIT_USAGE;
	}
	return kvp_client_list(&o, (unsigned int)set);
}

struct found {
	const char *key;
	const char *value;
	size_t value_len;
	unsigned int pool;
};

/* Scripts get every byte; on a terminal the other side's bytes do no harm. */
static void get_write(const struct options *o, const struct found *f)
{
	struct hv_json j;

	if (o->json) {
		json_start(&j, stdout, false, "hvkvp-get/1");
		hv_json_uint(&j, "pool", f->pool);
		hv_json_string(&j, "key", f->key);
		hv_json_string_n(&j, "value", f->value, f->value_len);
		hv_json_end_object(&j);
		return;
	}
	if (isatty(STDOUT_FILENO) && !o->raw && !o->null)
		text_escape(stdout, f->value, f->value_len);
	else
		fwrite(f->value, 1, f->value_len, stdout);
	fputc(o->null ? '\0' : '\n', stdout);
}

static size_t get_plain(const struct options *o, const struct records *r, struct found *f)
{
	size_t found = 0;

	for (size_t i = 0; i < r->count && (o->all || !found); i++) {
		if (!r->items[i].good || !record_is(&r->items[i], f->key, strlen(f->key)))
			continue;
		f->value = r->items[i].value;
		f->value_len = r->items[i].value_len;
		get_write(o, f);
		found++;
	}
	return found;
}

static ssize_t get_joined(const struct options *o, const struct records *r,
                          const struct scheme *scheme, struct found *f)
{
	AUTO_FREE char *value = NULL;
	const ssize_t n = split_join(scheme, r, f->key, &value, &f->value_len);

	if (n < 0)
		return n == -ENOENT ? 0 : n;
	f->value = value;
	get_write(o, f);
	return n;
}

/* How many; -1 after a word. */
static ssize_t get_from(const struct options *o, const struct scheme *scheme, struct found *f)
{
	struct records r;
	ssize_t n;

	if (pool_load(o, f->pool, &r) < 0)
		return -1;
	n = scheme ? get_joined(o, &r, scheme, f) : (ssize_t)get_plain(o, &r, f);
	if (n < 0)
		complain("pool %u: %s", f->pool, strerror((int)-n));
	records_free(&r);
	return n;
}

/* A pool that may not be read does not hide the others. */
static int get(const struct options *o, const struct scheme *scheme, const char *key, int set)
{
	struct found f = { .key = key };
	bool failed = false;
	size_t found = 0;

	for (; f.pool < HV_POOL_COUNT && (o->all || !found); f.pool++) {
		const ssize_t n = set & 1 << f.pool ? get_from(o, scheme, &f) : 0;

		failed |= n < 0;
		found += n > 0 ? (size_t)n : 0;
	}
	if (!found && !failed)
		complain("no such key: %s", key);
	return found ? HV_EXIT_OK : HV_EXIT_FAILED;
}

int get_command(int argc, char **argv)
{
	const struct scheme *scheme = NULL;
	struct options o = { 0 };
	int first, set, rc;

	rc = options_parse(&get_cli, argc, argv, 1, 1, &o, &first);
	if (rc >= 0)
		return rc;
	set = pool_set((char *const *)&o.pool, o.pool != NULL);
	scheme = o.join ? scheme_by_name(o.join) : NULL;
	if (o.join && !scheme)
		complain("no such scheme: %s (ignition, azure-init, cloud-init)", o.join);
	if (set < 0 || (o.join && !scheme))
		return HV_EXIT_USAGE;
	return get(&o, scheme, argv[first], set);
}
