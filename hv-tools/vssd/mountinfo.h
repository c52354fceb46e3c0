/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The mounts of this process, /proc/self/mountinfo (proc(5)). Whoever may mount chooses the names in it:
 * escapes are undone, and anything else than what the kernel writes is an error, for what is not
 * understood cannot be frozen.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vss_mount {
	uint32_t id, parent;   /* of the mount; the parent's may be of no mount here */
	uint32_t major, minor; /* of the superblock */
	bool read_only;        /* the superblock; a mount of one that is not may still be */
	const char *root;      /* what of the file system is mounted, "/" = all */
	const char *point;     /* where */
	const char *type, *source;
};

struct vss_mounts {
	struct vss_mount
		*items; /* in the kernel's order: of two at one place the later one is on top */
	size_t count;
	uint32_t *by_id; /* places in items, by ascending id */
	char *text;      /* what they point into */
	size_t text_size, items_size, by_id_size;
};

/* One line without its line break, which is changed and stays. 0 or -EINVAL. */
int vss_mountinfo_parse(char *line, struct vss_mount *ret);

/*
 * Read proc/self/mountinfo below @root. 0; -EINVAL for a line that is none; -EFBIG over 16 MiB; -ENOMEM;
 * an errno of reading. vss_mounts_free() in any case, before or after.
 */
int vss_mounts_read(int root, struct vss_mounts *mounts);
void vss_mounts_free(struct vss_mounts *mounts);

/* The mount with this id; NULL. */
const struct vss_mount *vss_mounts_find(const struct vss_mounts *mounts, uint32_t id);
/* How many mounts stand above it: 0 for "/". */
unsigned int vss_mounts_depth(const struct vss_mounts *mounts, const struct vss_mount *mount);
/* The mount that has the file of this absolute path; NULL. Links in the path are not followed. */
const struct vss_mount *vss_mounts_of(const struct vss_mounts *mounts, const char *path);
