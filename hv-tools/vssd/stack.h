/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a block device stands on: the parts of a device-mapper or md device, the disk of a partition, and,
 * where there is a loop device among them, its backing file. Read from sysfs:
 * dev/block/M:m/{loop,slaves,partition}.
 */
#pragma once
#include <stdint.h>

/* Told the path of each backing file. */
typedef void vss_backing_fn(void *ctx, const char *path);

/* All backing files below the device; @root is the folder that has sys. */
void vss_stack_walk(int root, uint32_t major, uint32_t minor, vss_backing_fn *fn, void *ctx);

/* The number of the block device @source ("/dev/...") names. 0; -ENOTBLK, or another -errno. */
int vss_stack_device(int root, const char *source, uint32_t *ret_major, uint32_t *ret_minor);
