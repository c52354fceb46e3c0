// SPDX-License-Identifier: GPL-2.0-only
#include "change.h"
#include "data.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

const char *const kconf_change_names[KCONF_N_CHANGES] = {
	[KCONF_RENAMED] = "renamed", [KCONF_REMOVED] = "removed",   [KCONF_ABSORBED] = "absorbed",
	[KCONF_RETYPED] = "type",    [KCONF_INTERNAL] = "internal", [KCONF_SPLIT] = "split",
	[KCONF_MERGED] = "merged",   [KCONF_GATED] = "gated",       [KCONF_NEEDS] = "needs",
	[KCONF_DEFAULT] = "default", [KCONF_TRAP] = "trap",
};

static bool same_series(struct kconf_release a, struct kconf_release b)
{
	return a.major == b.major && a.minor == b.minor;
}

static bool is_backported(const struct kconf_change *change, struct kconf_release release)
{
	for (size_t i = 0; i < change->n_backports; i++)
		if (same_series(change->backports[i], release) &&
		    kconf_release_compare(change->backports[i], release) <= 0)
			return true;
	return false;
}

enum kconf_presence kconf_change_in(const struct kconf_change *change, struct kconf_release release)
{
	if (change->kind == KCONF_TRAP)
		return kconf_release_compare(change->first, release) <= 0 &&
		                       kconf_release_compare(release, change->last) <= 0
		               ? KCONF_PRESENT
		               : KCONF_ABSENT;
	if (kconf_release_compare(release, change->last) >= 0 || is_backported(change, release))
		return KCONF_PRESENT;
	return kconf_release_compare(release, change->first) >= 0 ? KCONF_MAYBE : KCONF_ABSENT;
}

int kconf_change_since(const struct kconf_change *change, char *room, size_t size)
{
	const struct kconf_release a = change->first, b = change->last;

	if (same_series(a, b) || change->kind == KCONF_TRAP)
		return snprintf(room, size, "%u.%u", a.major, a.minor);
	return snprintf(room, size, "%u.%u to %u.%u", a.major, a.minor, b.major, b.minor);
}

static void rule_done(struct kconf_rule *rule)
{
	kconf_demand_free(rule->demand);
	for (size_t i = 0; i < rule->n_assigns; i++) {
		free(rule->assigns[i].symbol);
		free(rule->assigns[i].value);
	}
	free(rule->assigns);
	free(rule->ask);
}

static void change_done(struct kconf_change *change)
{
	for (size_t i = 0; i < change->n_rules; i++)
		rule_done(&change->rules[i]);
	free(change->rules);
	free(change->backports);
	kconf_words_done(&change->symbols);
	kconf_origin_done(&change->origin);
}

void kconf_change_table_done(struct kconf_change_table *table)
{
	for (size_t i = 0; i < table->n; i++)
		change_done(&table->items[i]);
	free(table->items);
	kconf_sources_done(&table->sources);
	free(table->path);
	*table = (struct kconf_change_table){ 0 };
}

struct reading {
	struct kconf_findings *findings;
	struct kconf_changes *changes;
};

static int take_file(void *ctx, const char *name, const char *path, char *text, size_t len)
{
	const struct reading *r = ctx;
	struct kconf_changes *c = r->changes;
	struct kconf_change_table *tables = reallocarray(c->tables, c->n + 1, sizeof(*tables));

	(void)name;
	if (!tables)
		return -ENOMEM;
	c->tables = tables;
	tables[c->n] = (struct kconf_change_table){ 0 };
	return kconf_change_table_parse(path, text, len, r->findings, &tables[c->n++]);
}

int kconf_changes_read(const char *folder, struct kconf_findings *findings,
                       struct kconf_changes *ret_changes)
{
	struct kconf_changes changes = { 0 };
	struct reading reading = { findings, &changes };
	int rc = kconf_data_each(folder, ".changes", take_file, &reading);

	if (rc < 0)
		kconf_changes_done(&changes);
	else
		*ret_changes = changes;
	return rc;
}

void kconf_changes_done(struct kconf_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++)
		kconf_change_table_done(&changes->tables[i]);
	free(changes->tables);
	*changes = (struct kconf_changes){ 0 };
}
