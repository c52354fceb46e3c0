/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Microsoft's image test asks of an initramfs (LISA, verify_initrd_modules): a modules.dep in it, and in that
 * the file names of five modules, but for those the kernel has built in; the mouse is excused on Azure. Without a
 * modules.dep the test is skipped, which nobody sees.
 */
#pragma once
#include "config.h"
#include "image.h"
#include "modules.h"

struct lisa {
	bool has_dep;
	const char *missing[5]; /* module names */
	unsigned int n_missing;
	bool excused[5];
};

/* What is built in is known by @config (may be empty), or by @kernel's modules.builtin (may be NULL), or the image's. */
void lisa_check(const struct image *image, const char *release, const struct modules *modules,
                const struct modules *kernel, const struct config *config, struct lisa *ret);
