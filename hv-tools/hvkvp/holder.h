/* SPDX-License-Identifier: GPL-2.0-only */
/* Who has a file open, or locked, by /proc below the folder @root. */
#pragma once
#include <sys/stat.h>

struct holder {
	unsigned int pid;
	char name[32];       /* of the first one's process, "?" unknown */
	unsigned int unseen; /* processes whose files we may not see */
};

/* How many processes have @path open. */
int holder_find(int root, const char *path, struct holder *ret);
/* How many locks there are on the file of @st. */
int holder_of_lock(int root, const struct stat *st, struct holder *ret);
