/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checking the root before it is mounted, with the program of the image, where the superblock asks for it or
 * fsck.mode=force does. The file FSCK_DONE tells systemd that it is done (systemd-fsck-root.service).
 */
#pragma once
#include "block.h"
#include "cmdline.h"

#define FSCK_DONE "/run/initramfs/fsck-root"

/* Does what fsck(8) says with its exit status: a file system with errors left is the end, as is a reboot. */
void fsck_root(const struct init_cmdline *cmd, const struct block *block, const char *device,
               const char *type);
