// SPDX-License-Identifier: GPL-2.0-only
#include "migrate.h"
#include "auto.h"
#include "crossing.h"
#include "edit.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void kconf_migration_tell(struct kconf_migration *m, enum kconf_finding_kind kind,
                          const char *symbol, const char *format, ...)
{
	const struct kconf_setting *s = symbol ? kconf_config_find(m->old->config, symbol) : NULL;
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	kconf_finding_add(m->findings, kind, m->old->path, s ? s->line : 0, symbol, "%s%s",
	                  kind == KCONF_DECIDE ? "decide: " : "", text ? text : "?");
	if (kind == KCONF_DECIDE)
		m->decisions++;
	else
		m->carried++;
}

const char *kconf_migration_anchor(void *ctx, const char *symbol)
{
	const struct kconf_migration *m = ctx;

	for (size_t i = 0; i < m->anchors.n; i++)
		if (strcmp(m->added.items[i], symbol) == 0)
			return m->anchors.items[i];
	return NULL;
}

/* Does the tree at hand have the change? What is new there, or gone, tells. */
static bool tree_has(const struct kconf_tree *tree, const struct kconf_change *change)
{
	const struct kconf_words *symbols = &change->symbols;

	if (change->kind == KCONF_RETYPED)
		return strcmp(kconf_type_name(kconf_tree_type(tree, symbols->items[0])),
		              symbols->items[2]) == 0;
	if (change->kind == KCONF_REMOVED || change->kind == KCONF_ABSORBED ||
	    change->kind == KCONF_INTERNAL)
		return !kconf_tree_find(tree, symbols->items[0], NULL);
	return kconf_tree_find(tree, symbols->items[symbols->n - 1], NULL);
}

/* Is the change on the way? */
static bool crosses(const struct kconf_migration *m, const struct kconf_change *change,
                    bool *ret_sure)
{
	enum kconf_presence old = kconf_change_in(change, m->from),
			    new = kconf_change_in(change, m->to);

	if (change->kind == KCONF_TRAP) {
		*ret_sure = true;
		return new == KCONF_PRESENT;
	}
	if (new == KCONF_MAYBE && m->tree)
		new = tree_has(m->tree, change) ? KCONF_PRESENT : KCONF_ABSENT;
	*ret_sure = new != KCONF_MAYBE;
	if (kconf_goes_back(m))
		return old != KCONF_ABSENT && new == KCONF_ABSENT;
	/* What a config still says by an old name is to be carried over, whatever its heading says. */
	if (change->kind <= KCONF_INTERNAL)
		return new != KCONF_ABSENT;
	return old != KCONF_PRESENT && new != KCONF_ABSENT;
}

static int by_time(const void *a, const void *b)
{
	const struct crossing *x = a, *y = b;
	const bool trap_x = x->change->kind == KCONF_TRAP, trap_y = y->change->kind == KCONF_TRAP;
	int order;

	if (trap_x != trap_y)
		return trap_x - trap_y;
	order = trap_x ? 0 : kconf_release_compare(x->change->last, y->change->last);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static size_t find_crossings(const struct kconf_migration *m, struct crossing *list)
{
	size_t n = 0, order = 0;

	for (size_t t = 0; t < m->changes->n; t++) {
		const struct kconf_change_table *table = &m->changes->tables[t];

		for (size_t i = 0; i < table->n; i++) {
			struct crossing c = { &table->items[i], order++, true };

			if (crosses(m, c.change, &c.sure))
				list[n++] = c;
		}
	}
	qsort(list, n, sizeof(*list), by_time);
	return n;
}

static size_t count_changes(const struct kconf_changes *changes)
{
	size_t n = 0;

	for (size_t t = 0; t < changes->n; t++)
		n += changes->tables[t].n;
	return n;
}

/* From the oldest to the newest, or back; the traps last either way. */
static int apply_all(struct kconf_migration *m, const struct crossing *list, size_t n)
{
	size_t changes = n;
	int rc = 0;

	while (changes > 0 && list[changes - 1].change->kind == KCONF_TRAP)
		changes--;
	for (size_t i = 0; i < changes && rc == 0; i++)
		rc = kconf_cross(m, &list[kconf_goes_back(m) ? changes - 1 - i : i]);
	for (size_t i = changes; i < n && rc == 0; i++)
		rc = kconf_cross(m, &list[i]);
	return rc;
}

int kconf_migrate(struct kconf_migration *m)
{
	struct crossing *list = calloc(count_changes(m->changes) + 1, sizeof(*list));
	int rc;

	m->config = list ? kconf_config_copy(m->old->config) : NULL;
	rc = m->config ? apply_all(m, list, find_crossings(m, list)) : -ENOMEM;
	free(list);
	if (rc == 0 && m->tree)
		rc = kconf_migrate_by_tree(m);
	return rc;
}

void kconf_migration_done(struct kconf_migration *m)
{
	kconf_config_free(m->config);
	kconf_words_done(&m->added);
	kconf_words_done(&m->anchors);
}
