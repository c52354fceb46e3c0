// SPDX-License-Identifier: GPL-2.0-only
#include "why.h"
#include "auto.h"
#include <stdarg.h>
#include <string.h>

enum { MAX_STEPS = 12, MAX_NAMED = 6, FAR = 1000 };

struct why {
	const struct kconf_env *env;
	const struct kconf_teller *teller;
	const char *path[MAX_STEPS]; /* the symbols we came by */
	unsigned int depth;
};

static void unmet(struct why *w, const char *symbol, const struct kconf_expr *e,
                  unsigned int wanted);
static void why(struct why *w, const char *symbol, unsigned int wanted);

static __attribute__((format(printf, 3, 4))) void tell(const struct why *w, const char *symbol,
                                                       const char *format, ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	w->teller->tell(w->teller->ctx, w->depth, symbol, text ? text : "(out of memory)");
}

static void print_value(void *ctx, const char *symbol, FILE *out)
{
	AUTO_FREE char *text = kconf_value_text(ctx, symbol);

	if (kconf_tree_symbol(((const struct kconf_env *)ctx)->tree, symbol))
		fprintf(out, "[%s]", text ? text : "?");
}

static char *expr_text(const struct kconf_env *env, const struct kconf_expr *expr, bool values)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	kconf_expr_print(expr, values ? print_value : NULL, (void *)env, out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

char *kconf_expr_text(const struct kconf_env *env, const struct kconf_expr *expr)
{
	return expr_text(env, expr, env->config != NULL);
}

/* A symbol's value for a person; off has two spellings, which mean different things. */
static const char *said(const struct kconf_env *env, const char *symbol)
{
	const struct kconf_setting *s = kconf_config_find(env->config, symbol);

	if (!kconf_tree_symbol(env->tree, symbol))
		return "not in this tree";
	if (!s)
		return "off (the config does not mention it)";
	return s->kind == KCONF_NO ? "off (not set)" : s->value;
}

const char *kconf_renamed(const struct kconf_tree *tree, const char *name)
{
	const struct kconf_definition *old = kconf_tree_find(tree, name, NULL);

	if (!old || !old->transitional)
		return NULL;
	for (size_t i = 0; i < tree->n; i++)
		for (const struct kconf_clause *c = tree->items[i]->defaults; c; c = c->next)
			if (c->value->op == KCONF_SYMBOL && strcmp(c->value->text, name) == 0)
				return tree->items[i]->symbol;
	return NULL;
}

/* How many leaves of @e stand between it and @wanted; a rough measure of what is nearest. */
static unsigned int distance(const struct kconf_env *env, const struct kconf_expr *e,
                             unsigned int wanted)
{
	unsigned int left, right;

	if (!e)
		return 0;
	if (e->op == KCONF_AND || e->op == KCONF_OR) {
		left = distance(env, e->left, wanted);
		right = distance(env, e->right, wanted);
		if (e->op == KCONF_OR)
			return left < right ? left : right;
		return left + right < FAR ? left + right : FAR;
	}
	if (kconf_eval(env, e).max >= wanted)
		return 0;
	if (e->op == KCONF_SYMBOL)
		return kconf_tree_symbol(env->tree, e->text) ? 2 : FAR;
	return e->op == KCONF_CONSTANT ? FAR : 3;
}

/* Who made @symbol what it is, when that is too much. */
static void why_on(const struct why *w, const char *symbol)
{
	const struct kconf_symbol *s = kconf_tree_symbol(w->env->tree, symbol);
	const struct kconf_setting *setting = kconf_config_find(w->env->config, symbol);
	unsigned int named = 0;

	for (const struct kconf_clause *c = s ? s->selected_by : NULL; c; c = c->next_on_target) {
		if (kconf_clause_value(w->env, c).min == KCONF_N || named++ >= MAX_NAMED)
			continue;
		tell(w, symbol, "%s is selected by %s, which is %s (%s:%u)", symbol,
		     c->owner->symbol, said(w->env, c->owner->symbol), c->owner->file,
		     c->owner->line);
	}
	if (named > MAX_NAMED)
		tell(w, symbol, "and by %u more", named - MAX_NAMED);
	if (named == 0 && setting)
		tell(w, symbol, "nothing selects %s: turn it off (%s:%u)", symbol, setting->file,
		     setting->line);
}

static void unmet_comparison(struct why *w, const char *symbol, const struct kconf_expr *e)
{
	AUTO_FREE char *text = expr_text(w->env, e, false);
	const bool is_equal_on =
		e->op == KCONF_EQUAL && e->right->op == KCONF_CONSTANT &&
		(strcmp(e->right->text, "y") == 0 || strcmp(e->right->text, "m") == 0);
	const unsigned int wanted = *e->right->text == 'm' ? KCONF_M : KCONF_Y;

	tell(w, symbol, "%s needs %s, but %s is %s", symbol, text, e->left->text,
	     said(w->env, e->left->text));
	if (e->left->op != KCONF_SYMBOL)
		return;
	w->depth++;
	if (is_equal_on && kconf_value(w->env, e->left->text).max < wanted)
		why(w, e->left->text, wanted);
	else if (kconf_value(w->env, e->left->text).max > KCONF_N)
		why_on(w, e->left->text);
	w->depth--;
}

static void unmet_not(struct why *w, const char *symbol, const struct kconf_expr *e)
{
	AUTO_FREE char *text = kconf_expr_text(w->env, e);

	if (e->left->op != KCONF_SYMBOL) {
		tell(w, symbol, "%s needs %s", symbol, text);
		return;
	}
	tell(w, symbol, "%s needs %s to be off, but it is %s", symbol, e->left->text,
	     said(w->env, e->left->text));
	w->depth++;
	why_on(w, e->left->text);
	w->depth--;
}

/* The alternative that is nearest, of those that an "||" parts. */
static const struct kconf_expr *nearest(const struct kconf_env *env, const struct kconf_expr *e,
                                        unsigned int wanted)
{
	while (e->op == KCONF_OR)
		e = distance(env, e->left, wanted) <= distance(env, e->right, wanted) ? e->left
		                                                                      : e->right;
	return e;
}

static void unmet_or(struct why *w, const char *symbol, const struct kconf_expr *e,
                     unsigned int wanted)
{
	AUTO_FREE char *text = kconf_expr_text(w->env, e);

	if (wanted == KCONF_Y && kconf_eval(w->env, e).max == KCONF_M)
		tell(w, symbol, "%s can only be m while this is no more than m: %s", symbol, text);
	else
		tell(w, symbol, "%s needs any of: %s", symbol, text);
	w->depth++;
	unmet(w, symbol, nearest(w->env, e, wanted), wanted);
	w->depth--;
}

static void unmet_symbol(struct why *w, const char *symbol, const struct kconf_expr *e,
                         unsigned int wanted)
{
	const bool only_m = wanted == KCONF_Y && kconf_value(w->env, e->text).max == KCONF_M;

	tell(w, symbol, "%s needs %s%s, which is %s", symbol, e->text, only_m ? " built in" : "",
	     said(w->env, e->text));
	w->depth++;
	why(w, e->text, wanted);
	w->depth--;
}

/* @e is less than @wanted, and @symbol needs it. */
static void unmet(struct why *w, const char *symbol, const struct kconf_expr *e,
                  unsigned int wanted)
{
	switch (e->op) {
	case KCONF_AND:
		unmet(w, symbol, kconf_eval(w->env, e->left).max < wanted ? e->left : e->right,
		      wanted);
		break;
	case KCONF_OR:
		unmet_or(w, symbol, e, wanted);
		break;
	case KCONF_NOT:
		unmet_not(w, symbol, e);
		break;
	case KCONF_SYMBOL:
		unmet_symbol(w, symbol, e, wanted);
		break;
	case KCONF_CONSTANT:
		tell(w, symbol, "%s can never be more than %s here", symbol, e->text);
		break;
	case KCONF_MACRO:
		tell(w, symbol, "%s needs %s, which only the compiler knows", symbol, e->text);
		break;
	default:
		unmet_comparison(w, symbol, e);
	}
}

/* What stands behind an unmet definition: its dependencies, then its prompt's condition. */
static unsigned int definition_distance(const struct kconf_env *env,
                                        const struct kconf_definition *d, unsigned int wanted)
{
	return distance(env, d->depends, wanted) + distance(env, d->prompt_if, wanted);
}

static const struct kconf_definition *nearest_definition(const struct kconf_env *env,
                                                         const struct kconf_definition *d,
                                                         unsigned int wanted)
{
	const struct kconf_definition *best = NULL;

	for (; d; d = d->next)
		if (d->prompt && (!best || definition_distance(env, d, wanted) <
		                                   definition_distance(env, best, wanted)))
			best = d;
	return best;
}

/* A select that would do, the nearest: of one that is on already, of one that can be asked for. */
static const struct kconf_clause *
nearest_selector(const struct kconf_env *env, const struct kconf_symbol *s, unsigned int wanted)
{
	const struct kconf_clause *best = NULL;
	unsigned int best_distance = FAR, far;

	for (const struct kconf_clause *c = s->selected_by; c; c = c->next_on_target) {
		far = distance(env, c->owner->depends, wanted) +
		      distance(env, c->condition, wanted) +
		      (kconf_value(env, c->owner->symbol).max < wanted) + 2 * !c->owner->prompt;
		if (far < best_distance) {
			best = c;
			best_distance = far;
		}
	}
	return best;
}

static void tell_selectors(const struct why *w, const struct kconf_symbol *s)
{
	AUTO_FREE char *text = NULL;
	unsigned int named = 0, all = 0;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return;
	for (const struct kconf_clause *c = s->selected_by; c; c = c->next_on_target, all++)
		if (named < MAX_NAMED && ++named)
			fprintf(out, "%s%s[%s]", all ? ", " : "", c->owner->symbol,
			        kconf_tri_name(kconf_value(w->env, c->owner->symbol)));
	if (all > named)
		fprintf(out, " and %u more", all - named);
	fclose(out);
	tell(w, s->name, "%s cannot be asked for (no prompt); %s%s", s->name,
	     all ? "it is selected by " : "nothing selects it", text ? text : "");
}

/* No prompt: it takes a select, or a default whose condition holds. */
static void why_hidden(struct why *w, const struct kconf_symbol *s, unsigned int wanted)
{
	const struct kconf_clause *c = nearest_selector(w->env, s, wanted);
	const struct kconf_clause *standard = s->definitions->defaults;

	tell_selectors(w, s);
	w->depth++;
	if (distance(w->env, s->definitions->depends, wanted) > 0) {
		unmet(w, s->name, s->definitions->depends, wanted);
	} else if (c && kconf_value(w->env, c->owner->symbol).max < wanted) {
		tell(w, s->name, "the nearest is %s, which is %s", c->owner->symbol,
		     said(w->env, c->owner->symbol));
		why(w, c->owner->symbol, wanted);
	} else if (c && distance(w->env, c->condition, wanted) > 0) {
		unmet(w, s->name, c->condition, wanted);
	} else if (standard && standard->condition &&
	           distance(w->env, standard->condition, wanted) > 0) {
		unmet(w, s->name, standard->condition, wanted);
	} else if (standard && distance(w->env, standard->value, wanted) > 0) {
		unmet(w, s->name, standard->value, wanted);
	}
	w->depth--;
}

/* A member of a choice is on when no other is. */
static bool why_choice(const struct why *w, const struct kconf_definition *d)
{
	const struct kconf_tree *tree = w->env->tree;

	if (!d->choice)
		return false;
	for (size_t i = 0; i < tree->n; i++) {
		const char *other = tree->items[i]->symbol;

		if (tree->items[i]->choice != d->choice || kconf_value(w->env, other).max < KCONF_Y)
			continue;
		tell(w, d->symbol,
		     "%s is one of the choice \"%s\" (%s:%u), in which %s is chosen: set %s=y "
		     "and drop that",
		     d->symbol, d->choice->prompt ? d->choice->prompt : "", d->choice->file,
		     d->choice->line, other, d->symbol);
		return true;
	}
	return false;
}

static void tell_macros(const struct why *w, const char *symbol, const struct kconf_expr *e,
                        unsigned int wanted)
{
	AUTO_FREE char *text = NULL;

	if (!e || kconf_eval(w->env, e).min >= wanted)
		return;
	if (e->op == KCONF_AND) {
		tell_macros(w, symbol, e->left, wanted);
		tell_macros(w, symbol, e->right, wanted);
		return;
	}
	text = kconf_expr_text(w->env, e);
	tell(w, symbol, "whether %s holds only the compiler knows", text);
}

/* All that is known to be needed is there. */
static void why_not_asked(const struct why *w, const struct kconf_definition *d,
                          unsigned int wanted)
{
	const struct kconf_setting *s = kconf_config_find(w->env->config, d->symbol);
	const char *value = wanted == KCONF_Y || kconf_is_bool(w->env, d->symbol) ? "y" : "m";

	tell_macros(w, d->symbol, d->depends, wanted);
	if (why_choice(w, d))
		return;
	if (s)
		tell(w, d->symbol,
		     "all that %s needs is there, but %s:%u has it %s: set CONFIG_%s=%s", d->symbol,
		     s->file, s->line, said(w->env, d->symbol), d->symbol, value);
	else
		tell(w, d->symbol,
		     "all that %s needs is there, but nobody asked for it: set CONFIG_%s=%s",
		     d->symbol, d->symbol, value);
}

static void tell_unknown(const struct why *w, const char *symbol)
{
	const char *near = kconf_tree_nearest(w->env->tree, symbol);

	tell(w, symbol, "this tree has no %s%s%s%s", symbol, near ? "; the nearest name is " : "",
	     near ? near : "", "");
}

static bool been_there(const struct why *w, const char *symbol)
{
	for (unsigned int i = 0; i < w->depth && i < MAX_STEPS; i++)
		if (w->path[i] && strcmp(w->path[i], symbol) == 0)
			return true;
	return false;
}

static void why_known(struct why *w, const struct kconf_symbol *s, unsigned int wanted)
{
	const struct kconf_definition *d = nearest_definition(w->env, s->definitions, wanted);
	const char *renamed = kconf_renamed(w->env->tree, s->name);

	if (renamed)
		tell(w, s->name, "%s is an old name: it is %s now", s->name, renamed);
	else if (!d)
		why_hidden(w, s, wanted);
	else if (distance(w->env, d->depends, wanted) > 0)
		unmet(w, s->name, d->depends, wanted);
	else if (distance(w->env, d->prompt_if, wanted) > 0)
		unmet(w, s->name, d->prompt_if, wanted);
	else
		why_not_asked(w, d, wanted);
}

/* @symbol is less than @wanted. */
static void why(struct why *w, const char *symbol, unsigned int wanted)
{
	const struct kconf_symbol *s = kconf_tree_symbol(w->env->tree, symbol);

	if (w->depth >= MAX_STEPS || been_there(w, symbol)) {
		tell(w, symbol, "(and so on)");
		return;
	}
	w->path[w->depth] = symbol;
	for (unsigned int i = w->depth + 1; i < MAX_STEPS; i++)
		w->path[i] = NULL;
	if (wanted == KCONF_Y && kconf_is_bool(w->env, symbol))
		wanted = KCONF_M; /* a bool is y from m on */
	if (s)
		why_known(w, s, wanted);
	else
		tell_unknown(w, symbol);
}

enum kconf_why kconf_why_not(const struct kconf_env *env, const char *symbol, unsigned int wanted,
                             const struct kconf_teller *teller)
{
	struct why w = { .env = env, .teller = teller };
	const unsigned int value = kconf_value(env, symbol).max;
	const enum kconf_type type = kconf_tree_type(env->tree, symbol);
	const bool known = kconf_tree_symbol(env->tree, symbol);

	if (known && type != KCONF_TYPE_BOOL && type != KCONF_TYPE_TRISTATE) {
		tell(&w, symbol, "%s is %s, neither on nor off; it is %s", symbol,
		     kconf_type_name(type), said(env, symbol));
		return KCONF_WHY_UNMET;
	}
	if (known && (wanted == KCONF_N ? value == KCONF_N : value >= wanted))
		return KCONF_WHY_FINE;
	if (wanted == KCONF_N)
		why_on(&w, symbol);
	else
		why(&w, symbol, wanted);
	return known ? KCONF_WHY_UNMET : KCONF_WHY_UNKNOWN;
}
