/* SPDX-License-Identifier: GPL-2.0-only */
/* Small files and folders, without the C library's buffers. @dir: a folder's descriptor, or AT_FDCWD. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A file in memory, for reading. */
struct file {
	const char *at; /* NULL: there is none */
	size_t len;
};

/* All of it and a NUL; without a newline at its end. The length; -EOVERFLOW when it does not fit; -errno. */
ssize_t file_read(int dir, const char *path, char *buf, size_t size);
/* By one write(2). 0 or -errno. */
int file_write(int dir, const char *path, const char *text);
/* 0 or -errno; an empty file has no place in memory. It stays mapped. */
int file_map(int dir, const char *path, struct file *ret_file);

/* Called for each entry but "." and ".."; false ends the walk. @type: DT_... of getdents64(2). */
typedef bool folder_fn(void *ctx, int folder, const char *name, unsigned char type);
/* 0 or -errno of opening or reading. */
int folder_walk(int dir, const char *path, folder_fn *fn, void *ctx);
