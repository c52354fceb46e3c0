// SPDX-License-Identifier: GPL-2.0-only
/* hvkvp preview. */
#include "auto.h"
#include "commands.h"
#include "limits.h"
#include "output.h"
#include "pools.h"
#include <inttypes.h>
#include <string.h>

static const struct hv_option options[] = {
	OPTION_ROOT,
	OPTION_JSON,
	OPTION_RAW,
	OPTION_NULL,
	OPTION_FLAG("upstream", 'u', upstream,
	            "by the kernel's own daemon, which does not step over bad records"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvkvp preview",
	.synopsis = "[OPTION]... [POOL]",
	.summary =
		"Show what the host gets of a pool, guest by default; exit 3 when that is not all.",
	.options = options,
};

struct preview {
	const struct options *o;
	struct hv_json *json; /* NULL: text */
	size_t delivered, lost, cut;
};

static void deliver(struct preview *p, const struct record *r, const struct delivery *d)
{
	char words[96];

	p->delivered++;
	if (!delivery_is_whole(d)) {
		p->cut++;
		delivery_words(d, words, sizeof(words));
		if (!p->json)
			complain("record %" PRIu64 ": %s", r->index, words);
	}
	if (!p->json) {
		text_field(stdout, text_form(p->o), r->key, d->key_len, false);
		text_field(stdout, text_form(p->o), r->value, d->value_len, true);
		return;
	}
	hv_json_object(p->json, NULL);
	hv_json_uint(p->json, "record", r->index);
	hv_json_string_n(p->json, "key", r->key, d->key_len);
	hv_json_string_n(p->json, "value", r->value, d->value_len);
	hv_json_bool(p->json, "key_cut", d->key_cut);
	hv_json_bool(p->json, "value_cut", d->value_cut);
	hv_json_end_object(p->json);
}

/* Upstream's daemon sends all that there is; the kernel answers for what it cannot convert, and that is the end. */
static void show(struct preview *p, const struct records *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct delivery d = record_delivery(&r->items[i]);
		const bool lost = p->o->upstream ? d.key_bad || d.value_bad : !r->items[i].good;

		if (!lost) {
			deliver(p, &r->items[i], &d);
			continue;
		}
		p->lost += p->o->upstream ? r->count - i : 1;
		if (!p->json)
			complain("record %zu: the host does not get %s", i,
			         p->o->upstream ? "it, nor what follows" : "it");
		if (p->o->upstream)
			return;
	}
}

static int preview(const struct options *o, unsigned int number)
{
	struct preview p = { .o = o };
	struct records r;
	struct hv_json j;

	if (pool_load(o, number, &r) < 0)
		return HV_EXIT_FAILED;
	if (o->json) {
		p.json = &j;
		json_start(&j, stdout, false, "hvkvp-preview/1");
		hv_json_uint(&j, "pool", number);
		hv_json_array(&j, "records");
	}
	show(&p, &r);
	if (o->json) {
		hv_json_end_array(&j);
		hv_json_uint(&j, "lost", p.lost);
		hv_json_uint(&j, "cut", p.cut);
		hv_json_end_object(&j);
	}
	records_free(&r);
	return p.lost + p.cut > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
}

int preview_command(int argc, char **argv)
{
	struct options o = { 0 };
	int first, number, rc;

	rc = options_parse(&cli, argc, argv, 0, 1, &o, &first);
	if (rc >= 0)
		return rc;
	number = first < argc ? pool_by_name(argv[first]) : HV_POOL_GUEST;
	if (number < 0)
		return HV_EXIT_USAGE;
	if (number == 2) {
		complain(
			"pool 2 is made by the daemon as the host asks for it; its file is not used");
		return HV_EXIT_USAGE;
	}
	if (number != HV_POOL_GUEST)
		complain("hosts ask for pools 1 and 2 only; this is what pool %d would give",
		         number);
	return preview(&o, (unsigned int)number);
}
