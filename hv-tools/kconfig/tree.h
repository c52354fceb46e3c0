/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel tree's Kconfig files say about each symbol, for one architecture: where it is defined, its
 * type and prompt, what it depends on, its defaults, who selects it. The kernel's own scripts/kconfig does the
 * resolving; this is for telling a person why, which it cannot. Files are read in the order of "source", from
 * the top, so that the conditions of enclosing "if", "menu" and "choice" blocks are known.
 *
 * Of macros $(ARCH) and $(SRCARCH) are replaced; all others ask the compiler or a shell and stay leaves of
 * unknown value, as does the text of an expression that cannot be read.
 */
#pragma once
#include "arena.h"
#include "expr.h"
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

/* A default, select, imply or range. What it depends on besides its condition is its definition's affair. */
struct kconf_clause {
	const char *target;                   /* of a select or imply: the symbol */
	const struct kconf_expr *value;       /* of a default; the lower end of a range */
	const struct kconf_expr *upper;       /* of a range */
	const struct kconf_expr *condition;   /* NULL = always, here and below */
	const struct kconf_definition *owner; /* whose clause it is */
	struct kconf_clause *next;            /* in the order of the file */
	struct kconf_clause *next_on_target;  /* of those that select, or imply, the same symbol */
};

struct kconf_choice {
	const char *file, *prompt;
	unsigned int line;
	const struct kconf_expr *depends, *prompt_if;
	struct kconf_clause *defaults;
};

struct kconf_definition {
	const char *symbol;
	const char *file; /* below the top of the tree */
	unsigned int line;
	enum kconf_type type;
	const char *
		prompt; /* a person or a fragment can set it; NULL = only selects and defaults can */
	const struct kconf_expr *prompt_if; /* with "visible if" of the menus around it */
	const struct kconf_expr *depends;   /* with the conditions of the blocks around it */
	struct kconf_clause *defaults, *selects, *implies, *ranges;
	const struct kconf_choice *choice; /* it is one of the members of, or NULL */
	bool modules;                      /* it is the symbol that turns modules on */
	bool transitional;             /* an old name, read from old configs and never written */
	struct kconf_definition *next; /* of the same symbol */
};

/* All that is said about one name. Without definitions it is only selected or implied. */
struct kconf_symbol {
	const char *name;
	struct kconf_definition *definitions; /* in the order of the files */
	struct kconf_clause *selected_by, *implied_by;
	struct kconf_symbol *next; /* of the same bucket */
};

enum { KCONF_TREE_BUCKETS = 16384 };

struct kconf_tree {
	struct kconf_arena arena; /* all that follows lives here but the lists */
	struct kconf_definition **items;
	size_t n, room;
	struct kconf_words files;
	const char *modules; /* the symbol that turns modules on, NULL = none */
	struct kconf_symbol *buckets[KCONF_TREE_BUCKETS];
};

/*
 * @arch by its own name. 0, -ENOENT when @top has no Kconfig or an included file is missing, -EMLINK when
 * blocks, files or expressions nest too deep, or an errno.
 */
int kconf_tree_read(const char *top, const char *arch, struct kconf_tree **ret_tree);
void kconf_tree_free(struct kconf_tree *tree);

/* NULL when nothing defines @name. */
const struct kconf_symbol *kconf_tree_symbol(const struct kconf_tree *tree, const char *name);

/* The definitions of @symbol: the first with @after NULL, then the next; NULL at the end. */
const struct kconf_definition *kconf_tree_find(const struct kconf_tree *tree, const char *symbol,
                                               const struct kconf_definition *after);

/* The type of @symbol, from whichever definition gives it. */
enum kconf_type kconf_tree_type(const struct kconf_tree *tree, const char *symbol);
const char *kconf_type_name(enum kconf_type type);

/* The symbol with the nearest name, NULL when none is near. */
const char *kconf_tree_nearest(const struct kconf_tree *tree, const char *symbol);
