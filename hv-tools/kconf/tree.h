/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel tree's Kconfig files say about each symbol, for one architecture: where it is defined, its
 * type, what it depends on, who selects it. The kernel's own scripts/kconfig does the resolving; this is for
 * telling a person why. Files are read in the order of "source", from the top, so that the conditions of
 * enclosing "if" and "menu" blocks are known. Expressions stay text.
 */
#pragma once
#include "words.h"
#include <stdbool.h>

enum kconf_type {
	KCONF_TYPE_NONE, /* another definition of the symbol has it */
	KCONF_TYPE_BOOL,
	KCONF_TYPE_TRISTATE,
	KCONF_TYPE_INT,
	KCONF_TYPE_HEX,
	KCONF_TYPE_STRING,
};

struct kconf_definition {
	char *symbol;
	const char *file; /* below the top of the tree */
	unsigned int line;
	enum kconf_type type;
	bool prompt;                   /* a person or a fragment can set it */
	struct kconf_words depends;    /* expressions, all of which must hold */
	struct kconf_words selects;    /* "SYMBOL" or "SYMBOL if expression" */
	struct kconf_definition *next; /* of the same bucket */
};

enum { KCONF_TREE_BUCKETS = 16384 };

struct kconf_tree {
	struct kconf_definition **items;
	size_t n, room;
	struct kconf_words files;
	struct kconf_definition *buckets[KCONF_TREE_BUCKETS];
};

/* @arch by its own name. 0, -ENOENT when @top has no Kconfig, -EMLINK when blocks nest too deep, or an errno. */
int kconf_tree_read(const char *top, const char *arch, struct kconf_tree **ret_tree);
void kconf_tree_free(struct kconf_tree *tree);

/* The definitions of @symbol: the first with @after NULL, then the next; NULL at the end. */
const struct kconf_definition *kconf_tree_find(const struct kconf_tree *tree, const char *symbol,
                                               const struct kconf_definition *after);

/* The type of @symbol, from whichever definition gives it. */
enum kconf_type kconf_tree_type(const struct kconf_tree *tree, const char *symbol);
const char *kconf_type_name(enum kconf_type type);

/* The symbol with the nearest name, NULL when none is near. */
const char *kconf_tree_nearest(const struct kconf_tree *tree, const char *symbol);
