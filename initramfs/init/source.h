/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What superblocks and partition tables are read from: a block device, a file, or memory. Every read is
 * checked against the size first; what lies beyond is an error, never a short read.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct source {
	uint64_t size;        /* bytes */
	uint32_t sector_size; /* logical; 512 unless a device says otherwise */
	int fd;               /* -1: @bytes */
	const uint8_t *bytes;
};

/* Read-only. 0, or -errno of opening it; source_close() after success. */
int source_open(const char *path, struct source *ret_source);
void source_close(struct source *source);
/* @bytes stay the caller's. */
void source_memory(const void *bytes, size_t size, struct source *ret_source);

/* All of @len bytes at @at: 0; -ENODATA beyond the end; -EIO and others of pread(2). */
int source_read(const struct source *source, uint64_t at, void *buf, size_t len);
