/* SPDX-License-Identifier: GPL-2.0-only */
/* Which release a kernel tree is of: the first lines of its Makefile say. */
#pragma once
#include "release.h"

/* 0, -EINVAL when the Makefile does not say, or an errno of reading it. */
int kconf_tree_release(const char *top, struct kconf_release *ret_release);

/* The same of a Makefile's text. 0 or -EINVAL. */
int kconf_makefile_release(const char *text, struct kconf_release *ret_release);
