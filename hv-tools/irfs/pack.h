/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes into an image, and writing it: the same bytes for the same files. Entries are sorted by path, owned
 * by root, of one time, with a folder entry for each folder on the way; files of the same content and mode are
 * hard links to one. Of each is known where it came from and why.
 */
#pragma once
#include "bytes.h"
#include "fault.h"
#include <stdbool.h>

struct pack_file {
	char *path; /* without leading slash */
	uint32_t mode;
	uint32_t rdev_major, rdev_minor;
	char *data; /* NULL for folders and devices */
	size_t size;
	char *source; /* the file on this machine it is a copy of, or NULL: made here */
	char *why;    /* one line */
	size_t ino, nlink;
	bool holds_data; /* the last of its hard links */
};

struct pack {
	struct pack_file *files;
	size_t n, room;
};

/*
 * Add an entry; folders on the way are made. Data is copied. 0; -EINVAL for a path that is not absolute or has
 * "..", -EEXIST when it is there already and is not the same, -ENOMEM; with the reason.
 */
int pack_data(struct pack *pack, const char *path, uint32_t mode, const char *data, size_t len,
              const char *source, const char *why, struct fault *fault);
int pack_folder(struct pack *pack, const char *path, const char *why, struct fault *fault);
int pack_link(struct pack *pack, const char *path, const char *target, const char *why,
              struct fault *fault);
int pack_device(struct pack *pack, const char *path, uint32_t mode, uint32_t major, uint32_t minor,
                const char *why, struct fault *fault);
/* A file of this machine, executable if it is; -errno of reading it besides. */
int pack_copy(struct pack *pack, const char *source, const char *path, const char *why,
              struct fault *fault);

/* By its path, with or without leading slash, or NULL. */
const struct pack_file *pack_find(const struct pack *pack, const char *path);
/* The archive, with its trailer, padded to 512 bytes; entries are in order then. 0, -EFBIG or -ENOMEM. */
int pack_write(struct pack *pack, uint32_t mtime, struct bytes *out);
void pack_done(struct pack *pack);
