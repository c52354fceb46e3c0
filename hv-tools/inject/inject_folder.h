/* SPDX-License-Identifier: GPL-2.0-only */
/* The names in a folder, without a heap (readdir(3) takes its buffer from there). */
#pragma once

/*
 * Call @fn with each name of the folder @path below @root but "." and "..", in the folder's order, with a
 * descriptor of the folder, until it returns other than 0. That, 0, or -errno.
 */
int inject_folder_each(int root, const char *path, int (*fn)(void *ctx, int dir, const char *name),
                       void *ctx);
