// SPDX-License-Identifier: GPL-2.0-only
/*
 * What would not survive in the new tree. The values that its new symbols get by default, and those nobody can ask
 * for, are settled first, as far as limits (eval.h) tell: olddefconfig would do the same, exactly.
 */
#include "auto.h"
#include "edit.h"
#include "eval.h"
#include "migrate.h"
#include "tree_prompt.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 4 }; /* how long chains of defaults and selects are followed */

static const char *const names[] = { [KCONF_N] = "n", [KCONF_M] = "m", [KCONF_Y] = "y" };

static unsigned int rank(const struct kconf_setting *s)
{
	if (!s)
		return KCONF_N;
	return s->kind == KCONF_YES ? KCONF_Y : s->kind == KCONF_MODULE ? KCONF_M : KCONF_N;
}

static unsigned int larger(unsigned int a, unsigned int b)
{
	return a > b ? a : b;
}

static bool is_tristate(const struct kconf_tree *tree, const char *symbol)
{
	const enum kconf_type type = kconf_tree_type(tree, symbol);

	return type == KCONF_TYPE_BOOL || type == KCONF_TYPE_TRISTATE;
}

/* The value that @symbol gets by itself; 1 when that is another than before. */
static int settle(struct kconf_env *env, struct kconf_config *config, const char *symbol)
{
	const struct kconf_setting *s = kconf_config_find(config, symbol);
	struct kconf_limits limits;
	unsigned int value;
	int rc;

	if ((s && kconf_tree_has_prompt(env->tree, symbol)) || !is_tristate(env->tree, symbol) ||
	    kconf_limits(env, symbol, &limits) < 0)
		return 0;
	value = larger(limits.selected.max, limits.fallback.max);
	if (value == KCONF_M && kconf_is_bool(env, symbol))
		value = KCONF_Y;
	if (value == rank(s))
		return 0;
	rc = kconf_config_set(config, symbol, names[value]);
	return rc < 0 ? rc : 1;
}

static int settle_all(struct kconf_env *env, struct kconf_config *config)
{
	int changed = 1;

	for (int pass = 0; pass < PASSES && changed > 0; pass++) {
		changed = 0;
		for (size_t i = 0; i < env->tree->n; i++) {
			int rc = settle(env, config, env->tree->items[i]->symbol);

			if (rc < 0)
				return rc;
			changed += rc;
		}
	}
	return 0;
}

/* The first part of @expr, joined by &&, that does not hold; NULL = none that is known not to. */
static const struct kconf_expr *unmet(const struct kconf_env *env, const struct kconf_expr *expr,
                                      unsigned int wanted)
{
	const struct kconf_expr *found;

	if (!expr || kconf_eval(env, expr).max >= wanted)
		return NULL;
	if (expr->op != KCONF_AND)
		return expr;
	found = unmet(env, expr->left, wanted);
	return found ? found : unmet(env, expr->right, wanted);
}

static void note_value(void *ctx, const char *symbol, FILE *out)
{
	const struct kconf_env *env = ctx;
	const struct kconf_setting *s = kconf_config_find(env->config, symbol);

	fprintf(out, "[%s]", s ? s->value : "n");
}

static void note_needs(struct kconf_migration *m, struct kconf_env *env, const char *symbol,
                       unsigned int wanted)
{
	const struct kconf_definition *d = NULL;

	while ((d = kconf_tree_find(env->tree, symbol, d))) {
		const struct kconf_expr *expr = unmet(env, d->depends, wanted);
		AUTO_FREE char *text = NULL;
		size_t len;
		FILE *out;

		if (!expr)
			expr = unmet(env, d->prompt_if, wanted);
		out = expr ? open_memstream(&text, &len) : NULL;
		if (!out)
			continue;
		kconf_expr_print(expr, note_value, env, out);
		if (fclose(out) == 0)
			kconf_finding_note(m->findings, "needs %s, at %s:%u", text, d->file,
			                   d->line);
	}
}

static bool in_choice(const struct kconf_tree *tree, const char *symbol)
{
	const struct kconf_definition *d = NULL;

	while ((d = kconf_tree_find(tree, symbol, d)))
		if (d->choice)
			return true;
	return false;
}

static void check(struct kconf_migration *m, struct kconf_env *env, const struct kconf_setting *s)
{
	const unsigned int wanted = rank(s);
	struct kconf_limits limits;
	unsigned int most;

	if (wanted == KCONF_N || !is_tristate(env->tree, s->symbol) ||
	    !kconf_tree_has_prompt(env->tree, s->symbol) || in_choice(env->tree, s->symbol) ||
	    kconf_limits(env, s->symbol, &limits) < 0)
		return;
	most = larger(limits.visible.max, larger(limits.selected.max, limits.fallback.max));
	if (most > KCONF_N && kconf_is_bool(env, s->symbol))
		most = KCONF_Y;
	if (most >= wanted)
		return;
	kconf_migration_tell(m, KCONF_DECIDE, s->symbol,
	                     "%s now, but %s is the most it can be there", s->value, names[most]);
	note_needs(m, env, s->symbol, wanted);
}

int kconf_migrate_gates(struct kconf_migration *m)
{
	struct kconf_config *settled = kconf_config_copy(m->config);
	struct kconf_env env = { m->tree, settled };
	int rc = settled ? settle_all(&env, settled) : -ENOMEM;

	for (size_t i = 0; rc == 0 && i < m->config->n; i++)
		check(m, &env, m->config->items[i]);
	kconf_config_free(settled);
	return rc;
}
