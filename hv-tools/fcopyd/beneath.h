/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folders below a folder, reached without a symbolic link anywhere on the way, so that none can lead out.
 * Paths are relative, as text_plain_path() makes them; "" is the folder itself.
 */
#pragma once
#include <sys/types.h>

/*
 * The folder @path below @dir, as an O_PATH descriptor. -errno: -ENOENT; -ELOOP or -ENOTDIR when something
 * on the way is a link or no folder; -EXDEV when it leaves @dir.
 */
int beneath_open(int dir, const char *path);
/* The same without openat2(2), for kernels before 5.6. */
int beneath_walk(int dir, const char *path);

/* The same, but folders that are missing are made, with mode 0755, for @owner and @group. */
int beneath_create(int dir, const char *path, uid_t owner, gid_t group);
