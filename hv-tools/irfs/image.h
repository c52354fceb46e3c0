/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An initramfs image as the kernel sees it: archives one behind the other, with zeros between them, some of
 * them compressed (init/initramfs.c, unpack_to_rootfs). What a later archive has replaces what an earlier one
 * had. Paths are without leading slash, in order; all is in memory and belongs to the image.
 */
#pragma once
#include "bytes.h"
#include "codec.h"
#include "fault.h"

enum { IMAGE_MAX = 1 << 30 }; /* bytes, packed and unpacked */

struct image_file {
	const char *path;
	const char *data; /* the target of a symbolic link; ends with size bytes, no NUL */
	size_t size;
	uint32_t mode, uid, gid, mtime, rdev_major, rdev_minor;
	uint32_t nlink, ino, dev_major, dev_minor;
	unsigned int member;
	size_t order; /* in the image */
};

struct image_member {
	const struct codec *codec; /* NULL: none */
	size_t offset, size, unpacked;
};

struct image {
	struct image_file *files;
	size_t n_files, files_room;
	struct image_member *members;
	size_t n_members, members_room;
	struct bytes *owned; /* unpacked members, paths */
	size_t n_owned, owned_room;
	const char *raw; /* as given; not owned by image_parse(), owned by image_read() */
	size_t raw_len;
	char *own_raw;
};

/*
 * 0; -EINVAL for what is no image or is damaged, -EFBIG for one that unpacks to more than @max bytes, -ENOMEM,
 * the errno of opening or reading; always with the reason. image_done() in all cases. @data must outlive the image.
 */
int image_parse(struct image *image, const char *data, size_t len, size_t max, struct fault *fault);
int image_read(struct image *image, const char *path, struct fault *fault);
void image_done(struct image *image);

/* By its path, with or without a leading slash; NULL when there is none. Links are not followed. */
const struct image_file *image_find(const struct image *image, const char *path);
/* The same, but through symbolic links, of folders too, at most 40. */
const struct image_file *image_resolve(const struct image *image, const char *path);

#define AUTO_IMAGE __attribute__((cleanup(image_done)))
