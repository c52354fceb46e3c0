/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which symbol an object of a built kernel is there for, by the Makefiles of its tree: "obj-$(CONFIG_X) += a.o",
 * the parts of an object of several, and the folders on the way. They are read as text, each once, when first
 * asked about; what make would compute ("$(wildcard ...)", a foreach) is not understood, and such an object
 * counts as its folder's.
 */
#pragma once

struct kbuild;

/* @top is the tree, @arch a name of ours (x86_64). NULL without memory. */
struct kbuild *kbuild_new(const char *top, const char *arch);
void kbuild_free(struct kbuild *kbuild);

/*
 * The symbol that @object, a path below the tree ("drivers/hv/vmbus_drv.o"), is built for, without CONFIG_; ""
 * for what every kernel has. NULL without memory. Stays until kbuild_free().
 */
const char *kbuild_symbol(struct kbuild *kbuild, const char *object);
