/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and writing whole records, whatever a signal interrupts. All return 0 or -errno. */
#pragma once
#include <sys/types.h>

/* All of @size bytes; -ENODATA when the file ends before. */
int hv_pool_pread(int fd, void *buf, size_t size, off_t at);
int hv_pool_pwrite(int fd, const void *buf, size_t size, off_t at);
int hv_pool_truncate(int fd, off_t size);
/* To the disk: content and size. */
int hv_pool_sync(int fd);
