/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes between two kernel trees that can be seen without understanding them: symbols that are gone, and types
 * that no longer take the values they took.
 */
#pragma once
#include "change.h"
#include "tree.h"
#include <stdio.h>

enum { KCONF_DERIVE_ARCHES = 4 };

/* One kernel, read once for each architecture. */
struct kconf_kernel {
	struct kconf_release release;
	struct kconf_tree *trees[KCONF_DERIVE_ARCHES];
	unsigned int n;
};

/*
 * Write the changes from @old to @new as lines of a table (change.h), with @tag as their source. Symbols that a
 * table of @known names are left out, for more is known of them. 0 or -ENOMEM.
 */
int kconf_derive(const struct kconf_kernel *old, const struct kconf_kernel *new,
                 const struct kconf_changes *known, const char *tag, FILE *out);
