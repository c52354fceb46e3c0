/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The values of Kconfig expressions and the limits of symbols, by the rules of scripts/kconfig (symbol.c,
 * expr.c), given the values a config has. The kernel's own conf computes them as well, but tells nobody: it has
 * no way to ask why a symbol is what it is. Nothing is resolved here: a value that the config has is taken as
 * it stands, also where the kernel would have computed another.
 *
 * What only the compiler or a shell could answer, $(cc-option,...) and the like, is unknown; so is each
 * symbol's value when there is no config. Hence a value is a range, and a known one has min == max.
 */
#pragma once
#include "config.h"
#include "tree.h"

enum { KCONF_N, KCONF_M, KCONF_Y };

struct kconf_tri {
	unsigned char min, max; /* KCONF_N to KCONF_Y */
};

struct kconf_env {
	const struct kconf_tree *tree;
	const struct kconf_config *config; /* NULL = all values are unknown */
};

/* The value of a condition: of "depends on" or what follows "if". NULL is y. m counts with modules only. */
struct kconf_tri kconf_eval(const struct kconf_env *env, const struct kconf_expr *expr);

/* The value that @symbol has in the config; n when it is absent from it, or in the tree not defined. */
struct kconf_tri kconf_value(const struct kconf_env *env, const char *symbol);

/* The text of its value, without quotes: "y", "0x1f", "-micro"; "n" or "" when absent. NULL = unknown. To be freed. */
char *kconf_value_text(const struct kconf_env *env, const char *symbol);

/* Can the config hold modules? */
struct kconf_tri kconf_modules(const struct kconf_env *env);

struct kconf_limits {
	struct kconf_tri depends;  /* of all its definitions: what implications may raise it to */
	struct kconf_tri visible;  /* its prompts: what a person may ask for, n = nothing */
	struct kconf_tri selected; /* what selects force it to be at least, whatever else holds */
	struct kconf_tri implied;
	struct kconf_tri fallback; /* what it is when nobody can, or does, ask for anything */
};

/*
 * The limits of a bool or tristate symbol. Its value is at least .selected and at most the larger of .visible,
 * .selected and, for what has not been asked for, .fallback. Of a bool, and without modules of any symbol,
 * m means y. A member of a choice has limits too, but the choice decides. -ENOENT when @symbol is not defined.
 */
int kconf_limits(const struct kconf_env *env, const char *symbol, struct kconf_limits *ret_limits);

/* Does @symbol's type round m up to y: bool, or tristate without modules? */
bool kconf_is_bool(const struct kconf_env *env, const char *symbol);

/* What @clause of an owner forces or allows: its owner's value, dependencies and condition together. */
struct kconf_tri kconf_clause_value(const struct kconf_env *env, const struct kconf_clause *clause);

/*
 * The default that holds for @symbol, whatever its type: the first whose condition is not n. NULL = none, or
 * *ret_sure false when that depends on what is unknown.
 */
const struct kconf_clause *kconf_default(const struct kconf_env *env, const char *symbol,
                                         bool *ret_sure);

static inline bool kconf_is_known(struct kconf_tri value)
{
	return value.min == value.max;
}

/* "n", "m", "y"; "?" for what is not known. */
const char *kconf_tri_name(struct kconf_tri value);
