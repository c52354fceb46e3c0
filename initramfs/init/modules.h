/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loading kernel modules: first those the image was built to load (initramfs-build --module), one path per line
 * in MODULES_LIST, dependencies first; then those of /lib/modules/RELEASE that devices ask for by their
 * modalias, with what modules.dep and softdeps want beside them. Compressed files are unpacked by the kernel
 * (CONFIG_MODULE_DECOMPRESS). An image without list and folder has none.
 */
#pragma once
#include "modindex.h"

#define MODULES_LIST "/lib/modules/boot.list"

enum { MODULES_MAX = 512 };

struct modules {
	struct modindex index;
	int folder;          /* of the files, or -1: there are no modules */
	const char *cmdline; /* parameters for them */
	size_t cmdline_len;
	const char *blacklist; /* not to be loaded by alias: names with commas between, or NULL */
	/* Paths in modules.dep whose module has been loaded, or could not be. */
	const char *done[MODULES_MAX];
	size_t n_done;
	unsigned int n_loaded;
	char failed[64]; /* the last that could not be loaded, and why */
	int failed_errno;
};

/* Load those of the list in order; the first that does not load ends /init, naming it. */
void modules_load(void);

/* Open /lib/modules/RELEASE below @dir. 0; -ENOENT: an image without; -errno. */
int modules_open(int dir, const char *release, struct modules *ret_modules);
/* By name. 0, also when it is built in or was loaded before; -ENOENT: there is none; -errno of loading. */
int modules_load_name(struct modules *modules, const char *name);
/* All whose alias matches: how many there are, of which some may have failed. */
unsigned int modules_load_alias(struct modules *modules, const char *alias);
