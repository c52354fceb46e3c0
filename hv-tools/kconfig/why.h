/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a symbol is not what somebody wants it to be, in plain words: the first unmet dependency, why that one is unmet
 * too, and so on to a symbol that only has to be asked for, cannot be asked for, or is not there.
 */
#pragma once
#include "eval.h"

/* Called for each step: @depth counts from 0, @symbol is the one the step is about. */
struct kconf_teller {
	void (*tell)(void *ctx, unsigned int depth, const char *symbol, const char *text);
	void *ctx;
};

enum kconf_why {
	KCONF_WHY_FINE,    /* it is as wanted */
	KCONF_WHY_UNKNOWN, /* the tree has no such symbol */
	KCONF_WHY_UNMET,   /* told */
};

/* @env has a config. @wanted is KCONF_M for "on in any way", KCONF_Y for built in, KCONF_N for off. */
enum kconf_why kconf_why_not(const struct kconf_env *env, const char *symbol, unsigned int wanted,
                             const struct kconf_teller *teller);

/*
 * The symbol that took the place of @name, when the tree says so: @name is transitional and another's default.
 * NULL when none did.
 */
const char *kconf_renamed(const struct kconf_tree *tree, const char *name);

/* @expr with each symbol's value behind it, "SCSI[y] && SCSI_LOWLEVEL[n]"; to be freed, NULL without memory. */
char *kconf_expr_text(const struct kconf_env *env, const struct kconf_expr *expr);
