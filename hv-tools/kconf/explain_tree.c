// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "explain.h"
#include "why.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_CLAUSES = 24 };

static void describe(const struct kconf_tree *tree, const char *symbol, char *room, size_t size)
{
	const struct kconf_definition *d = kconf_tree_find(tree, symbol, NULL);
	const char *renamed = kconf_renamed(tree, symbol);

	if (!d)
		snprintf(room, size, "absent");
	else if (d->transitional)
		snprintf(room, size, "only an old name%s%s", renamed ? " of " : "",
		         renamed ? renamed : "");
	else
		snprintf(room, size, "%s%s", kconf_type_name(kconf_tree_type(tree, symbol)),
		         d->prompt ? "" : ", cannot be asked for");
}

int kconf_explain_series(struct kconf_sections *s, const char *symbol,
                         const struct kconf_source_trees *trees, const char *arch)
{
	char before[128] = "", now[128];

	kconf_section(s, "series", "Series");
	for (size_t i = 0; i < trees->n; i++) {
		const struct kconf_source_tree *t = &trees->items[i];
		struct kconf_tree *tree;
		int rc = kconf_tree_read(t->path, arch, &tree);

		if (rc < 0)
			return rc;
		describe(tree, symbol, now, sizeof(now));
		kconf_row(s, NULL, 0, "%u.%u: %s%s", t->series.major, t->series.minor, now,
		          i > 0 && strcmp(before, now) != 0 ? "  <- changed" : "");
		memcpy(before, now, sizeof(before));
		kconf_tree_free(tree);
	}
	return 0;
}

/* What is joined by && goes on a line each. */
static void note_conditions(struct kconf_sections *s, const struct kconf_env *env, const char *what,
                            const struct kconf_expr *e)
{
	AUTO_FREE char *text = NULL;

	if (e && e->op == KCONF_AND) {
		note_conditions(s, env, what, e->left);
		note_conditions(s, env, what, e->right);
	} else if (e) {
		text = kconf_expr_text(env, e);
		kconf_row_note(s, "%s %s", what, text ? text : "?");
	}
}

static void note_clause(struct kconf_sections *s, const struct kconf_env *env, const char *what,
                        const struct kconf_clause *c)
{
	AUTO_FREE char *value = c->value ? kconf_expr_text(env, c->value) : NULL;
	AUTO_FREE char *upper = c->upper ? kconf_expr_text(env, c->upper) : NULL;
	AUTO_FREE char *condition = c->condition ? kconf_expr_text(env, c->condition) : NULL;

	kconf_row_note(s, "%s %s%s%s%s%s", what,
	               c->target ? c->target
	               : value   ? value
	                         : "?",
	               upper ? " to " : "", upper ? upper : "", condition ? " if " : "",
	               condition ? condition : "");
}

static void note_clauses(struct kconf_sections *s, const struct kconf_env *env, const char *what,
                         const struct kconf_clause *c)
{
	for (; c; c = c->next)
		note_clause(s, env, what, c);
}

static void definition(struct kconf_sections *s, const struct kconf_env *env,
                       const struct kconf_definition *d)
{
	kconf_row(s, d->file, d->line, "%s%s%s%s", kconf_type_name(d->type), d->prompt ? " \"" : "",
	          d->prompt ? d->prompt : ", no prompt", d->prompt ? "\"" : "");
	if (d->choice)
		kconf_row_note(s, "one of the choice \"%s\" (%s:%u)",
		               d->choice->prompt ? d->choice->prompt : "", d->choice->file,
		               d->choice->line);
	note_conditions(s, env, "depends on", d->depends);
	note_conditions(s, env, "asked for if", d->prompt_if);
	note_clauses(s, env, "default", d->defaults);
	note_clauses(s, env, "range", d->ranges);
	note_clauses(s, env, "selects", d->selects);
	note_clauses(s, env, "implies", d->implies);
}

/* Those that force it now first, if a config tells. */
static void reverse(struct kconf_sections *s, const struct kconf_env *env,
                    const struct kconf_clause *first, bool on, unsigned int *told,
                    unsigned int *left_out)
{
	for (const struct kconf_clause *c = first; c; c = c->next_on_target) {
		AUTO_FREE char *condition =
			c->condition ? kconf_expr_text(env, c->condition) : NULL;
		const char *value =
			env->config ? kconf_tri_name(kconf_value(env, c->owner->symbol)) : "";

		if ((kconf_clause_value(env, c).min > KCONF_N) != on)
			continue;
		if (*told == MAX_CLAUSES) {
			(*left_out)++;
			continue;
		}
		(*told)++;
		kconf_row(s, c->owner->file, c->owner->line, "%s%s%s%s%s%s", c->owner->symbol,
		          *value ? "[" : "", value, *value ? "]" : "", condition ? " if " : "",
		          condition ? condition : "");
	}
}

static void reverses(struct kconf_sections *s, const struct kconf_env *env, const char *key,
                     const char *title, const struct kconf_clause *first)
{
	unsigned int told = 0, left_out = 0;

	kconf_section(s, key, title);
	reverse(s, env, first, true, &told, &left_out);
	reverse(s, env, first, false, &told, &left_out);
	if (left_out > 0)
		kconf_row(s, NULL, 0, "and %u more", left_out);
}

/* What holds here and now. */
static void values(struct kconf_sections *s, const struct kconf_env *env, const char *symbol)
{
	AUTO_FREE char *value = kconf_value_text(env, symbol);
	const enum kconf_type type = kconf_tree_type(env->tree, symbol);
	struct kconf_limits l;

	kconf_section(s, "config", "In the config");
	if (!env->config)
		return;
	kconf_row(s, NULL, 0, "%s%s", value ? value : "?",
	          kconf_config_find(env->config, symbol) ? "" : " (not mentioned)");
	if ((type == KCONF_TYPE_BOOL || type == KCONF_TYPE_TRISTATE) &&
	    kconf_limits(env, symbol, &l) == 0)
		kconf_row_note(
			s,
			"dependencies allow %s, can be asked for up to %s, selected at %s, by "
			"default %s",
			kconf_tri_name(l.depends), kconf_tri_name(l.visible),
			kconf_tri_name(l.selected), kconf_tri_name(l.fallback));
}

void kconf_explain_tree(struct kconf_sections *s, const char *symbol, const struct kconf_env *env)
{
	const struct kconf_symbol *known = kconf_tree_symbol(env->tree, symbol);

	values(s, env, symbol);
	kconf_section(s, "definitions", "Defined");
	for (const struct kconf_definition *d = known ? known->definitions : NULL; d; d = d->next)
		definition(s, env, d);
	reverses(s, env, "selected_by", "Selected by", known ? known->selected_by : NULL);
	reverses(s, env, "implied_by", "Implied by", known ? known->implied_by : NULL);
}
