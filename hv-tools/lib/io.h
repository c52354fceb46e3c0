/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and writing all of it, whatever a signal interrupts. All return 0 or -errno. */
#pragma once
#include <sys/types.h>

/* All of @size bytes; -ENODATA when the file ends before. */
int hv_io_pread(int fd, void *buf, size_t size, off_t at);
int hv_io_pwrite(int fd, const void *buf, size_t size, off_t at);
int hv_io_truncate(int fd, off_t size);
/* To the disk: content and size. */
int hv_io_sync(int fd);
