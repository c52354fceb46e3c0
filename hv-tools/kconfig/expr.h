/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An expression of the Kconfig language (Documentation/kbuild/kconfig-language.rst, "Menu dependencies"), as
 * scripts/kconfig/parser.y reads it:
 *	SYMBOL  "constant"  $(macro)  A = B  A != B  A < B  A <= B  A > B  A >= B  (E)  !E  E && E  E || E
 * y, m and n are constants. What a $(macro) stands for only the kernel's kconfig knows, as it asks the
 * compiler: such a leaf is kept as it is written, and its value is unknown.
 */
#pragma once
#include "arena.h"
#include <stdio.h>

enum kconf_op {
	KCONF_SYMBOL,   /* text is its name */
	KCONF_CONSTANT, /* text without its quotes */
	KCONF_MACRO,    /* text as it is written, with what stands around it in the same word */
	KCONF_NOT,      /* of left */
	KCONF_AND,
	KCONF_OR,
	KCONF_EQUAL, /* this and what follows: both sides are leaves */
	KCONF_UNEQUAL,
	KCONF_LESS,
	KCONF_LESS_EQUAL,
	KCONF_GREATER,
	KCONF_GREATER_EQUAL,
};

struct kconf_expr {
	enum kconf_op op;
	unsigned int depth; /* 1 for a leaf; never more than KCONF_MAX_DEPTH */
	const char *text;
	const struct kconf_expr *left, *right;
};

enum { KCONF_MAX_DEPTH = 1000 };

/*
 * The expression at the start of @text, in @arena. *ret_rest is what follows it, which the caller judges: the
 * word "if", or nothing. 0, -EINVAL where an expression is expected and none is, -EMLINK when it is deeper
 * than KCONF_MAX_DEPTH, -ENOMEM.
 */
int kconf_expr_parse(struct kconf_arena *arena, const char *text,
                     const struct kconf_expr **ret_expr, const char **ret_rest);

/* @left AND or OR @right, where NULL stands for "always". 0, -EMLINK or -ENOMEM as above. */
int kconf_expr_join(struct kconf_arena *arena, enum kconf_op op, const struct kconf_expr *left,
                    const struct kconf_expr *right, const struct kconf_expr **ret_expr);

/* "@e || @condition = n", which is what "depends on @e if @condition" means. As above. */
int kconf_expr_or_off(struct kconf_arena *arena, const struct kconf_expr *e,
                      const struct kconf_expr *condition, const struct kconf_expr **ret_expr);

/* After each symbol's name @note may print more, such as its value. */
typedef void kconf_note(void *ctx, const char *symbol, FILE *out);

/* In the kernel's spelling, with as few parentheses as needed. @note may be NULL, @expr too ("y"). */
void kconf_expr_print(const struct kconf_expr *expr, kconf_note *note, void *ctx, FILE *out);
