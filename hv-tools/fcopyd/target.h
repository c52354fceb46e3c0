/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that a copy makes: unseen until it is whole (O_TMPFILE, or a name of our own where the file
 * system has none), then at its place at once, as a new file or in place of an old one.
 */
#pragma once
#include "partial.h"
#include "text.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What is wanted. Paths are plain ones (text.h). */
struct target_wish {
	int root;            /* where paths begin */
	const char *allowed; /* the folder it is in or below, which exists */
	const char *folder;  /* below that, "" for itself */
	const char *name;    /* of the file */
	bool create;         /* make missing folders below the allowed one */
	bool overwrite;      /* a regular file may be there already */
	uint64_t size;       /* bytes it will have */
	mode_t mode;
	uid_t owner;
	gid_t group;
};

struct target {
	int root, dir, file;    /* @dir -1: there is none; @file its content so far */
	char folder[TEXT_SIZE]; /* a plain path below @root */
	char name[TEXT_NAME + 1];
	char temporary[PARTIAL_NAME]; /* its name for the time being, "" when it has none */
	bool overwrite;
	mode_t mode;
	uid_t owner;
	gid_t group;
};

#define TARGET_NONE ((struct target){ .dir = -1, .file = -1 })

/*
 * @t is one without a target. 0, or -errno and it still is: -EEXIST, -ENOSPC (also when the file system has
 * not so much free), -EISDIR or -ENOTSUP when what is there is no regular file, or an errno of beneath.h.
 * When the name is that of a folder, the file goes into it under the same name.
 */
int target_open(struct target *t, const struct target_wish *wish);
/* All of @data, or -errno. */
int target_write(struct target *t, const void *data, size_t len, uint64_t offset);
/* To storage, and to its place. 0, or -errno: then it is gone, as with target_discard(). */
int target_commit(struct target *t);
/* Leave nothing of it. Nothing happens when there is no target. */
void target_discard(struct target *t);
