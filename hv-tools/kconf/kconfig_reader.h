/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the Kconfig language into a tree. Used by tree.c alone. */
#pragma once
#include "tree.h"

/* A new definition in @tree, which owns it; NULL without memory. Implemented by tree.c. */
struct kconf_definition *kconf_tree_add(struct kconf_tree *tree, const char *symbol, size_t len);

/* Read @top/Kconfig and all it sources. 0 or -errno as kconf_tree_read(). */
int kconf_kconfig_read(struct kconf_tree *tree, const char *top, const char *arch);
