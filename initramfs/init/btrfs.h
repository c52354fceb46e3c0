/* SPDX-License-Identifier: GPL-2.0-only */
/* A btrfs of several devices: the kernel mounts it only when it has been told of all. */
#pragma once
#include "block.h"

/* Tell it of all devices that @block's file system has so far. 0 or -errno: no /dev/btrfs-control. */
int btrfs_register(struct blocks *blocks, const struct block *block);
