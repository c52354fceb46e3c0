/* SPDX-License-Identifier: GPL-2.0-only */
/* Names for what a guest needs of a kernel's modules, and file systems by theirs. */
#pragma once
#include "closure.h"

struct profile {
	const char *name, *help;
	const char *modules[8]; /* all needed, or with '?' before: taken when the kernel has it */
};

extern const struct profile profiles[];
extern const size_t n_profiles;

/*
 * Add to @closure what the words of @list want, parted by commas: profiles, or file systems when @fs. 0; -EINVAL
 * for a word that is none; the errors of closure_add(); with the reason.
 */
int profile_add(struct closure *closure, const struct modules *m, const char *list, bool fs,
                struct fault *fault);
