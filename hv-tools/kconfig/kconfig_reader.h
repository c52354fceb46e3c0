/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the Kconfig language into a tree. Used by tree.c alone. */
#pragma once
#include "tree.h"

/* The symbol of that name, made if need be, and a new definition of it; NULL without memory. In tree.c. */
struct kconf_symbol *kconf_tree_intern(struct kconf_tree *tree, const char *name);
struct kconf_definition *kconf_tree_add(struct kconf_tree *tree, const char *name);

/* Read @top/Kconfig and all it sources. 0 or -errno as kconf_tree_read(). */
int kconf_kconfig_read(struct kconf_tree *tree, const char *top, const char *arch);
