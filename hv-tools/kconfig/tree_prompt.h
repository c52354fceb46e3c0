/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#include "tree.h"

/* Can a person ask for @symbol? When not, only defaults and selects give it a value. */
static inline bool kconf_tree_has_prompt(const struct kconf_tree *tree, const char *symbol)
{
	const struct kconf_definition *d = NULL;

	while ((d = kconf_tree_find(tree, symbol, d)))
		if (d->prompt)
			return true;
	return false;
}
