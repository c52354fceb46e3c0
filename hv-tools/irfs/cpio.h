/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The "newc" archive, the only format the kernel unpacks: a header of 13 fields of 8 hexadecimal digits, the
 * name, the content, each padded to 4 bytes (Documentation/driver-api/early-userspace/buffer-format.rst).
 * The reader takes what the kernel takes (init/initramfs.c), the writer writes what any cpio reads.
 */
#pragma once
#include "bytes.h"
#include "fault.h"

enum { CPIO_HEADER = 110, CPIO_NAME_MAX = 4096 };

struct cpio_entry {
	uint32_t ino, mode, uid, gid, nlink, mtime;
	uint32_t dev_major, dev_minor, rdev_major, rdev_minor;
	const char *name; /* ends with a NUL, which name_len does not count */
	size_t name_len;
	const char *data; /* content, or the target of a symbolic link, which ends without NUL */
	size_t size;
};

/*
 * The entry at *at of the archive @data, and *at moved behind it. 1; 0 for the trailer that ends an archive;
 * -EINVAL when it is none or does not fit, with the reason. Nothing is copied.
 */
int cpio_read(const char *data, size_t len, size_t *at, struct cpio_entry *ret,
              struct fault *fault);
/* Is there the header of an entry at the beginning of @data? */
int cpio_recognise(const char *data, size_t len);

/* 0, -ENOMEM, or -EFBIG for what the format cannot say. */
int cpio_write(struct bytes *out, const struct cpio_entry *entry);
int cpio_trailer(struct bytes *out);
