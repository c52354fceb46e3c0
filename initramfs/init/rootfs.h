/* SPDX-License-Identifier: GPL-2.0-only */
/* The root file system: from the block device it is on to its mount at ROOT_FOLDER. */
#pragma once
#include "cmdline.h"
#include "devices.h"

/* How long to wait for a device: CLOCK_MONOTONIC; UINT64_MAX = for ever. */
struct patience {
	uint64_t since_us, until_us;
};

/*
 * @text, or where it is kvp:KEY what the host has set that key to, in pool 0 or 3: wait for it. A value that is
 * none, or kvp: again, ends the boot like a key that does not come.
 */
const char *rootfs_spec(const char *text, struct devices *devices, const struct patience *patience);
/* Whether the host's @value will do: 0; -EINVAL: empty or with control characters; -ELOOP: kvp: again. */
int rootfs_spec_check(const char *value);

/*
 * Wait for the device that @text names (root=, a verity device). Whoever has no more patience is told of all
 * that was seen, and the boot ends.
 */
void rootfs_wait(const char *stage, const char *text, struct devices *devices,
                 const struct patience *patience, struct block *ret_block);

/* Wake from hibernation if there is an image (resume=); returns if not. */
void rootfs_resume(const struct init_cmdline *cmd, struct devices *devices);

/* Of a root that dm-verity makes (roothash=): which device has the data, as root= would name it. */
const char *rootfs_verity_data(const struct init_cmdline *cmd);
/* Set it up over the data in @data: @ret_path is the device to mount, of 64 bytes. */
void rootfs_verity(const struct init_cmdline *cmd, struct devices *devices,
                   const struct block *data, const struct patience *patience, char *ret_path);

/* Check and mount what @block holds, through dm-verity and below an overlay where the command line asks. */
void rootfs_mount(const struct init_cmdline *cmd, struct devices *devices, struct block *block,
                  const struct patience *patience);
