// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"
#include "auto.h"
#include "data.h"
#include "text.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const kconf_device_names[KCONF_N_DEVICES] = {
	[KCONF_DEVICE_VMBUS] = "vmbus",
	[KCONF_DEVICE_PCI] = "pci",
	[KCONF_DEVICE_CLASS] = "class",
	[KCONF_DEVICE_ANSWER] = "answer",
};

/* What a key looks like: x is a hexadecimal digit, anything else itself. An answer is any two words. */
static const char *const shapes[KCONF_N_DEVICES][3] = {
	[KCONF_DEVICE_VMBUS] = { "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" },
	[KCONF_DEVICE_PCI] = { "xxxx:xxxx" },
	[KCONF_DEVICE_CLASS] = { "xx", "xxxx" },
};

struct parser {
	struct kconf_table_reader reader; /* first */
	struct kconf_devices *devices;
	size_t first; /* of this file */
};

static bool has_shape(const char *key, const char *shape)
{
	if (strlen(key) != strlen(shape))
		return false;
	for (; *key; key++, shape++)
		if (*shape == 'x' ? !isdigit((unsigned char)*key) && (*key < 'a' || *key > 'f')
		                  : *key != *shape)
			return false;
	return true;
}

static bool is_key(enum kconf_device_kind kind, const char *key)
{
	for (const char *const *shape = shapes[kind]; *shape; shape++)
		if (has_shape(key, *shape))
			return true;
	return kind == KCONF_DEVICE_ANSWER;
}

/* KIND KEY NAME ; ORIGIN */
static void parse_device(struct kconf_table_reader *r, enum kconf_device_kind kind, char *rest)
{
	struct kconf_devices *list = ((struct parser *)r)->devices;
	struct kconf_device *items = kconf_table_grow(r, list->items, list->n, sizeof(*items));
	char *words = strsep(&rest, ";"), *key = kconf_next_word(&words);
	const char *more = kind == KCONF_DEVICE_ANSWER ? kconf_next_word(&words) : "";
	struct kconf_device *d;

	if (!items)
		return;
	list->items = items;
	d = &items[list->n++];
	*d = (struct kconf_device){ .kind = kind, .line = r->line };
	words = kconf_trim(words);
	if (!key || !more || !*words || !is_key(kind, key)) {
		kconf_table_problem(r, "not '%s KEY NAME ; TAG', with the key in small letters",
		                    kconf_device_names[kind]);
		return;
	}
	if (asprintf(&d->key, "%s%s%s", key, *more ? " " : "", more) < 0) {
		d->key = NULL;
		r->out_of_memory = true;
	}
	d->name = kconf_table_copy(r, words);
	kconf_table_origin(r, rest, &d->origin);
}

static struct kconf_device *last_of(struct kconf_table_reader *r)
{
	const struct parser *p = (struct parser *)r;

	if (p->devices->n > p->first)
		return &p->devices->items[p->devices->n - 1];
	kconf_table_problem(r, "no device stands above");
	return NULL;
}

/* "..", or a range of releases. */
static int parse_range(const char *word, struct kconf_release_range *ret_range)
{
	const unsigned int most = KCONF_NEWEST_POINT;

	*ret_range = (struct kconf_release_range){ .to = { most, most, most } };
	return strcmp(word, "..") == 0 ? 0
	                               : kconf_release_range_parse(word, strlen(word), ret_range);
}

static void parse_needs(struct kconf_table_reader *r, char *rest)
{
	struct kconf_device *d = last_of(r);
	const char *word = kconf_next_word(&rest), *wrong = NULL;
	struct kconf_need *needs =
		d ? kconf_table_grow(r, d->needs, d->n_needs, sizeof(*needs)) : NULL;
	int rc;

	if (!needs)
		return;
	d->needs = needs;
	needs[d->n_needs] = (struct kconf_need){ 0 };
	if (!word || parse_range(word, &needs[d->n_needs].range) < 0) {
		kconf_table_problem(r,
		                    "not 'needs RANGE DEMAND' with a range such as .. or 6.18..");
		return;
	}
	rest = kconf_trim(rest);
	rc = kconf_demand_parse(rest, strlen(rest), &needs[d->n_needs].demand, &wrong);
	if (rc == -EINVAL)
		kconf_table_problem(r, "%s", wrong);
	r->out_of_memory |= rc == -ENOMEM;
	d->n_needs += rc == 0;
}

static void parse_flavor(struct kconf_table_reader *r, char *rest)
{
	struct kconf_device *d = last_of(r);
	const char *word = kconf_next_word(&rest);

	if (!d)
		return;
	if (!word || d->flavor || d->kind != KCONF_DEVICE_ANSWER)
		kconf_table_problem(r, "not one 'flavor NAME' below an answer");
	else
		d->flavor = kconf_table_copy(r, word);
}

static void take_line(struct kconf_table_reader *r, char *line)
{
	const char *word = kconf_next_word(&line);

	for (int kind = 0; kind < KCONF_N_DEVICES; kind++) {
		if (strcmp(word, kconf_device_names[kind]) == 0) {
			parse_device(r, (enum kconf_device_kind)kind, line);
			return;
		}
	}
	if (strcmp(word, "needs") == 0)
		parse_needs(r, line);
	else if (strcmp(word, "flavor") == 0)
		parse_flavor(r, line);
	else
		kconf_table_problem(r, "neither vmbus, pci, class, answer, needs nor flavor: %s",
		                    word);
}

int kconf_devices_parse(const char *path, char *text, size_t len, struct kconf_findings *findings,
                        struct kconf_devices *devices)
{
	struct parser p = { .reader = { .path = path,
		                        .findings = findings,
		                        .sources = &devices->sources,
		                        .take = take_line },
		            .devices = devices,
		            .first = devices->n };

	return kconf_table_read(&p.reader, text, len);
}

struct reading {
	struct kconf_findings *findings;
	struct kconf_devices *devices;
};

static int take_file(void *ctx, const char *name, const char *path, char *text, size_t len)
{
	const struct reading *r = ctx;

	(void)name;
	return kconf_devices_parse(path, text, len, r->findings, r->devices);
}

int kconf_devices_read(const char *folder, struct kconf_findings *findings,
                       struct kconf_devices *ret_devices)
{
	struct kconf_devices devices = { 0 };
	struct reading reading = { findings, &devices };
	int rc = kconf_data_each(folder, ".devices", take_file, &reading);

	if (rc < 0)
		kconf_devices_done(&devices);
	else
		*ret_devices = devices;
	return rc;
}

void kconf_devices_done(struct kconf_devices *devices)
{
	for (size_t i = 0; i < devices->n; i++) {
		struct kconf_device *d = &devices->items[i];

		for (size_t k = 0; k < d->n_needs; k++)
			kconf_demand_free(d->needs[k].demand);
		free(d->needs);
		free(d->key);
		free(d->name);
		free(d->flavor);
		kconf_origin_done(&d->origin);
	}
	free(devices->items);
	kconf_sources_done(&devices->sources);
	*devices = (struct kconf_devices){ 0 };
}

const struct kconf_device *kconf_devices_find(const struct kconf_devices *devices,
                                              enum kconf_device_kind kind, const char *key)
{
	const struct kconf_device *best = NULL;

	for (size_t i = 0; i < devices->n; i++) {
		const struct kconf_device *d = &devices->items[i];
		const size_t n = strlen(d->key ? d->key : "");

		if (d->kind != kind || strncmp(d->key, key, n) != 0 ||
		    (kind != KCONF_DEVICE_CLASS && key[n]))
			continue;
		if (!best || n > strlen(best->key))
			best = d;
	}
	return best;
}
