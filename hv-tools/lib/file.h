/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole file in memory, bounded. */
#pragma once
#include <stddef.h>
#include <sys/types.h>

/*
 * The content of @path and a NUL behind it that @ret_len does not count; the caller frees *ret_data.
 * 0, -EFBIG beyond @max bytes, -EINVAL for what is not a regular file (a pipe could keep us waiting),
 * -ENOMEM, or the errno of opening or reading.
 */
int hv_file_read(const char *path, size_t max, char **ret_data, size_t *ret_len);
/* All of @fd into @room, if one byte of that stays free: its length; -EFBIG; the errno of reading. */
ssize_t hv_read_all(int fd, char *room, size_t size);
