/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder of the fuzzer's own, gone when it ends. */
#pragma once
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char tree_path[] = "/tmp/kvpd-fuzz.XXXXXX";

static inline int tree_drop_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static inline void tree_drop(void)
{
	nftw(tree_path, tree_drop_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Make it: its descriptor, or -1. */
static inline int tree_make(void)
{
	if (!mkdtemp(tree_path) || atexit(tree_drop) != 0)
		return -1;
	return open(tree_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}
