/* SPDX-License-Identifier: GPL-2.0-only */
/* One-line attributes of /sys and /proc, below a folder that the caller has open. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/*
 * The attribute @path below @dir, without its newline, into @buf of @size bytes, with a NUL. Its length;
 * -EOVERFLOW when it does not fit; the errno of opening or reading.
 */
int hv_sysfs_read(int dir, const char *path, char *buf, size_t size);
/* The same for a number, decimal or 0x. 0; -EINVAL when it is none. */
int hv_sysfs_uint(int dir, const char *path, uint64_t *ret);
/* The last part of where the link @path points: a driver's name. Its length or -errno, as above. */
int hv_sysfs_link(int dir, const char *path, char *buf, size_t size);
