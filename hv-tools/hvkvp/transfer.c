// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp import and hvkvp export. */
#include "auto.h"
#include "commands.h"
#include "import.h"
#include "input.h"
#include "limits.h"
#include "output.h"
#include "pools.h"
#include <errno.h>
#include <string.h>

static const struct hv_option import_options[] = {
	OPTION_ROOT,
	OPTION_POOL("where to (default guest)"),
	OPTION_FLAG("text", 't', text, "lines of key, tab and value in place of JSON"),
	OPTION_FLAG("null", '0', null, "keys and values that each end with a NUL"),
	OPTION_FLAG("append", 'a', append, "behind what there is, also of the same keys"),
	OPTION_FLAG("replace", 0, replace, "in place of all that there is"),
	OPTION_FLAG("private", 0, private, "a pool that is not yet there gets mode 0600"),
	OPTION_FLAG("force", 'f', force, "also pools 2 and 3, also more than the host gets"),
	{ 0 },
};

static const struct hv_cli import_cli = {
	.name = "hvkvp import",
	.synopsis = "[OPTION]... [FILE]",
	.summary = "Take over records from FILE or standard input, all of them or none.",
	.options = import_options,
};

static const struct hv_option export_options[] = {
	OPTION_ROOT,
	OPTION_FLAG("text", 't', text, "lines of key, tab and value in place of JSON"),
	OPTION_FLAG("null", '0', null, "keys and values that each end with a NUL"),
	{ 0 },
};

static const struct hv_cli export_cli = {
	.name = "hvkvp export",
	.synopsis = "[OPTION]... [POOL]",
	.summary = "Write all good records of a pool, guest by default, for hvkvp import.",
	.options = export_options,
};

static int check(const struct options *o, const char *path, const struct batch *b)
{
	char why[128];

	for (size_t i = 0; i < b->count; i++)
		if (limits_check(b->pairs[i].key, b->pairs[i].key_len, b->pairs[i].value,
		                 b->pairs[i].value_len, o->force, why, sizeof(why)) < 0)
			return complain("%s: record %zu: %s; nothing was imported", path, i, why);
	return 0;
}

static int apply(const struct options *o, unsigned int number, const struct batch *b)
{
	const enum batch_mode mode = o->replace  ? BATCH_REPLACE
	                             : o->append ? BATCH_APPEND
	                                         : BATCH_SET;
	struct batch_done done = { 0 };
	struct records before;
	struct hv_pool pool;
	int rc = pool_open(o, number, true, &pool);

	if (rc < 0)
		return pool_refused(rc);
	rc = pool_load(o, number, &before);
	if (rc < 0) {
		hv_pool_close(&pool);
		return HV_EXIT_FAILED;
	}
	rc = batch_apply(b, &pool, &before, mode, &done);
	records_free(&before);
	hv_pool_close(&pool);
	if (rc < 0 && !done.put_back) {
		complain("pool %u: %s; what was there could not be put back", number,
		         strerror(-rc));
		return HV_EXIT_FAILED;
	}
	if (rc < 0)
		return pool_failed(number, rc);
	fprintf(stderr, "hvkvp: pool %u: %zu set, %zu added, %zu removed\n", number, done.set,
	        done.added, done.removed);
	return HV_EXIT_OK;
}

static int import(const struct options *o, unsigned int number, const char *path)
{
	const enum import_form form = o->null ? IMPORT_NULL : o->text ? IMPORT_TEXT : IMPORT_JSON;
	AUTO_FREE char *data = NULL;
	struct batch b = { 0 };
	int code = HV_EXIT_FAILED;
	char why[256];
	size_t len;

	if (input_read(path, &data, &len) < 0)
		return HV_EXIT_FAILED;
	if (import_parse(form, data, len, &b, why, sizeof(why)) < 0)
		complain("%s: %s; nothing was imported", path, why);
	else if (check(o, path, &b) < 0)
		code = HV_EXIT_USAGE;
	else
		code = apply(o, number, &b);
	batch_free(&b);
	return code;
}

int import_command(int argc, char **argv)
{
	struct options o = { 0 };
	int first, number, rc;

	rc = options_parse(&import_cli, argc, argv, 0, 1, &o, &first);
	if (rc >= 0)
		return rc;
	if (o.append + o.replace > 1 || o.text + o.null > 1) {
		complain("--append and --replace, --text and --null exclude each other");
		return HV_EXIT_USAGE;
	}
	number = o.pool ? pool_by_name(o.pool) : HV_POOL_GUEST;
	if (number < 0)
		return HV_EXIT_USAGE;
	return import(&o, (unsigned int)number, first < argc ? argv[first] : "-");
}

static void export_json(unsigned int number, const struct records *r)
{
	struct hv_json j;

	json_start(&j, stdout, false, "hvkvp-export/1");
	hv_json_uint(&j, "pool", number);
	hv_json_array(&j, "records");
	for (size_t i = 0; i < r->count; i++) {
		if (!r->items[i].good)
			continue;
		hv_json_object(&j, NULL);
		hv_json_string_n(&j, "key", r->items[i].key, r->items[i].key_len);
		hv_json_string_n(&j, "value", r->items[i].value, r->items[i].value_len);
		hv_json_end_object(&j);
	}
	hv_json_end_array(&j);
	hv_json_end_object(&j);
}

static void export_text(const struct records *r, enum text_form form)
{
	for (size_t i = 0; i < r->count; i++) {
		if (!r->items[i].good)
			continue;
		text_field(stdout, form, r->items[i].key, r->items[i].key_len, false);
		text_field(stdout, form, r->items[i].value, r->items[i].value_len, true);
	}
}

/* What cannot be exported is a finding: who restores from the file has to know. */
int export_command(int argc, char **argv)
{
	struct options o = { 0 };
	int first, number, rc;
	struct records r;

	rc = options_parse(&export_cli, argc, argv, 0, 1, &o, &first);
	if (rc >= 0)
		return rc;
	number = first < argc ? pool_by_name(argv[first]) : HV_POOL_GUEST;
	if (number < 0)
		return HV_EXIT_USAGE;
	if (pool_load_good(&o, (unsigned int)number, &r) < 0)
		return HV_EXIT_FAILED;
	if (o.null || o.text)
		export_text(&r, o.null ? TEXT_NULL : TEXT_ESCAPED);
	else
		export_json((unsigned int)number, &r);
	rc = r.bad > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
	records_free(&r);
	return rc;
}
