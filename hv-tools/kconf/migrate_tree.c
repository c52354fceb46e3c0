// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "edit.h"
#include "migrate.h"
#include "survive.h"
#include "tree_prompt.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_on(const struct kconf_setting *s)
{
	return s->kind == KCONF_YES || s->kind == KCONF_MODULE;
}

/* What the new kernel does not have: only what was on is worth a word. */
static void tell_unknown(struct kconf_migration *m, const struct kconf_setting *s)
{
	const char *nearest;

	if (!is_on(s))
		return;
	kconf_migration_tell(m, KCONF_DECIDE, s->symbol,
	                     "the tree has no such symbol, and no rule knows it (was %s)",
	                     s->value);
	nearest = kconf_tree_nearest(m->tree, s->symbol);
	if (nearest)
		kconf_finding_note(m->findings, "the nearest name there is CONFIG_%s", nearest);
}

/* The value that a symbol of @type has when a config says @s, NULL = none. */
static const char *translate(enum kconf_type type, const struct kconf_setting *s)
{
	return type == KCONF_TYPE_BOOL && s->kind == KCONF_MODULE ? "y" : NULL;
}

/* A value that the symbol's type does not take. Of one nobody can ask for, the kernel finds the value itself. */
static int mend_type(struct kconf_migration *m, const struct kconf_setting *s, enum kconf_type type)
{
	const char *value = translate(type, s);
	const struct kconf_definition *d = kconf_tree_find(m->tree, s->symbol, NULL);

	if (kconf_tree_has_prompt(m->tree, s->symbol)) {
		kconf_migration_tell(m, KCONF_DECIDE, s->symbol, "it is %s there: %s (was %s)",
		                     kconf_type_name(type), value ? value : "dropped", s->value);
		kconf_finding_note(m->findings,
		                   "defined at %s:%u; what was a module of it may have a symbol of "
		                   "its own there",
		                   d->file, d->line);
	}
	m->dropped += !value;
	return kconf_config_set(m->config, s->symbol, value);
}

static int check(struct kconf_migration *m, const char *symbol)
{
	const struct kconf_setting *s = kconf_config_find(m->config, symbol);
	const enum kconf_type type = kconf_tree_type(m->tree, symbol);

	if (kconf_tree_find(m->tree, symbol, NULL))
		return kconf_type_takes(type, s->kind) ? 0 : mend_type(m, s, type);
	tell_unknown(m, s);
	m->dropped++;
	return kconf_config_set(m->config, symbol, NULL);
}

/* Over the names, as settings go while we walk. */
int kconf_migrate_by_tree(struct kconf_migration *m)
{
	struct kconf_words names = { 0 };
	int rc = 0;

	for (size_t i = 0; i < m->config->n && rc == 0; i++) {
		const char *symbol = m->config->items[i]->symbol;

		rc = kconf_words_add(&names, symbol, strlen(symbol));
	}
	for (size_t i = 0; i < names.n && rc == 0; i++)
		rc = check(m, names.items[i]);
	kconf_words_done(&names);
	return rc == 0 ? kconf_migrate_gates(m) : rc;
}
