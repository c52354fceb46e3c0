// SPDX-License-Identifier: GPL-2.0-only
#include "eval.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct kconf_tri unknown = { KCONF_N, KCONF_Y };

static struct kconf_tri known(unsigned int value)
{
	return (struct kconf_tri){ (unsigned char)value, (unsigned char)value };
}

static unsigned char lesser(unsigned char a, unsigned char b)
{
	return a < b ? a : b;
}

static unsigned char greater(unsigned char a, unsigned char b)
{
	return a > b ? a : b;
}

static struct kconf_tri both(struct kconf_tri a, struct kconf_tri b)
{
	return (struct kconf_tri){ lesser(a.min, b.min), lesser(a.max, b.max) };
}

static struct kconf_tri either(struct kconf_tri a, struct kconf_tri b)
{
	return (struct kconf_tri){ greater(a.min, b.min), greater(a.max, b.max) };
}

static struct kconf_tri negated(struct kconf_tri a)
{
	return (struct kconf_tri){ KCONF_Y - a.max, KCONF_Y - a.min };
}

/* m to y, where there is no m. */
static struct kconf_tri round_up(struct kconf_tri a, bool is_bool)
{
	if (is_bool && a.min == KCONF_M)
		a.min = KCONF_Y;
	if (is_bool && a.max == KCONF_M)
		a.max = KCONF_Y;
	return a;
}

/* What stands on one side of a comparison. */
struct operand {
	enum kconf_type type; /* NONE: a number or a text, as it looks */
	const char *text;     /* NULL = unknown */
	char *own;            /* to be freed */
};

static enum kconf_type constant_type(const char *text)
{
	return text[0] && !text[1] && strchr("ymn", text[0]) ? KCONF_TYPE_TRISTATE
	                                                     : KCONF_TYPE_NONE;
}

/* A name that nothing defines stands for itself: that is how numbers are written. */
static struct operand operand(const struct kconf_env *env, const struct kconf_expr *leaf)
{
	struct operand o = { .text = leaf->text };

	if (leaf->op == KCONF_MACRO)
		o.text = NULL;
	if (leaf->op == KCONF_CONSTANT)
		o.type = constant_type(leaf->text);
	if (leaf->op != KCONF_SYMBOL || !kconf_tree_symbol(env->tree, leaf->text))
		return o;
	o.type = kconf_tree_type(env->tree, leaf->text);
	o.own = kconf_value_text(env, leaf->text);
	o.text = o.own;
	return o;
}

/* As expr_parse_string() in scripts/kconfig/expr.c does it. False for what is a text. */
static bool number(const struct operand *o, long long *ret_number, bool *ret_is_signed)
{
	const int base = o->type == KCONF_TYPE_INT ? 10 : o->type == KCONF_TYPE_HEX ? 16 : 0;
	const char *found = o->text[0] && !o->text[1] ? strchr("nmy", o->text[0]) : NULL;
	char *end;

	*ret_is_signed = o->type != KCONF_TYPE_HEX;
	if (o->type == KCONF_TYPE_BOOL || o->type == KCONF_TYPE_TRISTATE) {
		*ret_number = !found ? -1 : *found == 'n' ? 0 : *found == 'm' ? 1 : 2;
		return true;
	}
	errno = 0;
	*ret_number = *ret_is_signed ? strtoll(o->text, &end, base)
	                             : (long long)strtoull(o->text, &end, base);
	return errno == 0 && !*end && end > o->text && isxdigit((unsigned char)end[-1]);
}

static int order(const struct operand *a, const struct operand *b)
{
	const bool texts = a->type == KCONF_TYPE_STRING && b->type == KCONF_TYPE_STRING;
	bool a_signed, b_signed;
	long long x, y;

	if (texts || !number(a, &x, &a_signed) || !number(b, &y, &b_signed))
		return strcmp(a->text, b->text);
	if (a_signed && b_signed)
		return (x > y) - (x < y);
	return ((unsigned long long)x > (unsigned long long)y) -
	       ((unsigned long long)x < (unsigned long long)y);
}

static bool holds(enum kconf_op op, int order)
{
	switch (op) {
	case KCONF_EQUAL:
		return order == 0;
	case KCONF_UNEQUAL:
		return order != 0;
	case KCONF_LESS:
		return order < 0;
	case KCONF_LESS_EQUAL:
		return order <= 0;
	case KCONF_GREATER:
		return order > 0;
	default:
		return order >= 0;
	}
}

static struct kconf_tri compare(const struct kconf_env *env, const struct kconf_expr *e)
{
	struct operand left = operand(env, e->left), right = operand(env, e->right);
	struct kconf_tri value = unknown;

	if (left.text && right.text)
		value = known(holds(e->op, order(&left, &right)) ? KCONF_Y : KCONF_N);
	free(left.own);
	free(right.own);
	return value;
}

static struct kconf_tri constant(const struct kconf_env *env, const char *text, bool condition)
{
	if (strcmp(text, "y") == 0)
		return known(KCONF_Y);
	if (strcmp(text, "m") != 0)
		return known(KCONF_N);
	return condition ? both(known(KCONF_M), kconf_modules(env)) : known(KCONF_M);
}

/* m in a condition means "m && MODULES" (rewrite_m() in scripts/kconfig/menu.c), in a value it does not. */
static struct kconf_tri eval(const struct kconf_env *env, const struct kconf_expr *e,
                             bool condition)
{
	if (!e)
		return known(KCONF_Y);
	switch (e->op) {
	case KCONF_SYMBOL:
		return kconf_value(env, e->text);
	case KCONF_CONSTANT:
		return constant(env, e->text, condition);
	case KCONF_MACRO:
		return unknown;
	case KCONF_NOT:
		return negated(eval(env, e->left, condition));
	case KCONF_AND:
		return both(eval(env, e->left, condition), eval(env, e->right, condition));
	case KCONF_OR:
		return either(eval(env, e->left, condition), eval(env, e->right, condition));
	default:
		return compare(env, e);
	}
}

struct kconf_tri kconf_eval(const struct kconf_env *env, const struct kconf_expr *expr)
{
	return eval(env, expr, true);
}

static bool is_tristate(enum kconf_type type)
{
	return type == KCONF_TYPE_BOOL || type == KCONF_TYPE_TRISTATE;
}

static struct kconf_tri setting_value(const struct kconf_setting *s)
{
	static const unsigned char values[] = {
		[KCONF_NO] = KCONF_N, [KCONF_MODULE] = KCONF_M, [KCONF_YES] = KCONF_Y
	};

	return known(s && s->kind <= KCONF_YES ? values[s->kind] : KCONF_N);
}

struct kconf_tri kconf_value(const struct kconf_env *env, const char *symbol)
{
	if (!is_tristate(kconf_tree_type(env->tree, symbol)))
		return known(KCONF_N);
	return env->config ? setting_value(kconf_config_find(env->config, symbol)) : unknown;
}

/* A string as the config file spells it, without quotes and their escapes. */
static char *plain_text(const char *quoted)
{
	size_t n = strlen(quoted);
	char *text = malloc(n + 1), *to = text;

	if (!text)
		return NULL;
	for (size_t i = 1; i + 1 < n; i++) {
		i += quoted[i] == '\\' && i + 2 < n;
		*to++ = quoted[i];
	}
	*to = '\0';
	return text;
}

char *kconf_value_text(const struct kconf_env *env, const char *symbol)
{
	const struct kconf_setting *s = env->config ? kconf_config_find(env->config, symbol) : NULL;

	if (!env->config)
		return NULL;
	if (!s)
		return strdup(is_tristate(kconf_tree_type(env->tree, symbol)) ? "n" : "");
	return s->kind == KCONF_STRING ? plain_text(s->value) : strdup(s->value);
}

struct kconf_tri kconf_modules(const struct kconf_env *env)
{
	return env->tree->modules ? kconf_value(env, env->tree->modules) : known(KCONF_N);
}

bool kconf_is_bool(const struct kconf_env *env, const char *symbol)
{
	return kconf_tree_type(env->tree, symbol) != KCONF_TYPE_TRISTATE ||
	       kconf_modules(env).max == KCONF_N;
}

struct kconf_tri kconf_clause_value(const struct kconf_env *env, const struct kconf_clause *clause)
{
	const struct kconf_definition *owner = clause->owner;

	return both(kconf_value(env, owner->symbol),
	            both(kconf_eval(env, owner->depends), kconf_eval(env, clause->condition)));
}

static struct kconf_tri any_clause(const struct kconf_env *env, const struct kconf_clause *c)
{
	struct kconf_tri value = known(KCONF_N);

	for (; c && value.min < KCONF_Y; c = c->next_on_target)
		value = either(value, kconf_clause_value(env, c));
	return value;
}

/* Whether a default counts, and how far: its condition and what its definition depends on. */
static struct kconf_tri default_allowed(const struct kconf_env *env, const struct kconf_clause *c)
{
	return both(kconf_eval(env, c->owner->depends), kconf_eval(env, c->condition));
}

static const struct kconf_clause *next_default(const struct kconf_definition **d,
                                               const struct kconf_clause *c)
{
	c = c ? c->next : *d ? (*d)->defaults : NULL;
	while (!c && *d && (*d = (*d)->next))
		c = (*d)->defaults;
	return c;
}

const struct kconf_clause *kconf_default(const struct kconf_env *env, const char *symbol,
                                         bool *ret_sure)
{
	const struct kconf_definition *d = kconf_tree_find(env->tree, symbol, NULL);
	const struct kconf_clause *c = NULL;

	*ret_sure = true;
	while ((c = next_default(&d, c))) {
		struct kconf_tri allowed = default_allowed(env, c);

		if (allowed.min > KCONF_N)
			return c;
		if (allowed.max > KCONF_N)
			*ret_sure = false;
	}
	return NULL;
}

/* The defaults' value as a range: each that may be the first to hold widens it. */
static struct kconf_tri default_value(const struct kconf_env *env, const char *symbol)
{
	const struct kconf_definition *d = kconf_tree_find(env->tree, symbol, NULL);
	struct kconf_tri value = { KCONF_Y, KCONF_N };
	const struct kconf_clause *c = NULL;

	while ((c = next_default(&d, c))) {
		struct kconf_tri allowed = default_allowed(env, c), v;

		if (allowed.max == KCONF_N)
			continue;
		v = both(eval(env, c->value, false), allowed);
		value.min = lesser(value.min, v.min);
		value.max = greater(value.max, v.max);
		if (allowed.min > KCONF_N)
			return value;
	}
	value.min = KCONF_N; /* none may hold */
	return value;
}

/* A definition without a dependency says nothing about those of others (expr_alloc_or()). */
static struct kconf_tri all_depends(const struct kconf_env *env, const struct kconf_definition *d)
{
	struct kconf_tri value = known(KCONF_N);
	bool any = false;

	for (; d; d = d->next) {
		if (!d->depends)
			continue;
		any = true;
		value = either(value, kconf_eval(env, d->depends));
	}
	return any ? value : known(KCONF_Y);
}

static struct kconf_tri all_prompts(const struct kconf_env *env, const struct kconf_definition *d)
{
	struct kconf_tri value = known(KCONF_N);

	for (; d; d = d->next)
		if (d->prompt)
			value = either(value, both(kconf_eval(env, d->depends),
			                           kconf_eval(env, d->prompt_if)));
	return value;
}

/* sym_calc_value() in scripts/kconfig/symbol.c, for a symbol that nobody asks for. */
static struct kconf_tri fallback(const struct kconf_limits *l, struct kconf_tri value)
{
	struct kconf_tri raised = both(either(value, l->implied), l->depends);

	if (l->implied.min > KCONF_N)
		value = raised;
	else if (l->implied.max > KCONF_N)
		value = (struct kconf_tri){ lesser(value.min, raised.min),
			                    greater(value.max, raised.max) };
	return either(value, l->selected);
}

int kconf_limits(const struct kconf_env *env, const char *symbol, struct kconf_limits *ret_limits)
{
	const struct kconf_symbol *s = kconf_tree_symbol(env->tree, symbol);
	bool is_bool = kconf_is_bool(env, symbol);
	struct kconf_limits l;

	if (!s)
		return -ENOENT;
	l.depends = round_up(all_depends(env, s->definitions), is_bool);
	l.visible = round_up(all_prompts(env, s->definitions), is_bool);
	l.selected = round_up(any_clause(env, s->selected_by), is_bool);
	l.implied = round_up(any_clause(env, s->implied_by), is_bool);
	l.fallback = round_up(fallback(&l, default_value(env, symbol)), is_bool);
	*ret_limits = l;
	return 0;
}

const char *kconf_tri_name(struct kconf_tri value)
{
	static const char *const names[] = { "n", "m", "y" };

	return kconf_is_known(value) ? names[value.min] : "?";
}
