/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole file in memory; the caller frees *ret_data. 0, -errno, or -EFBIG beyond @max bytes. */
#pragma once
#include <stddef.h>

int file_read(const char *path, size_t max, char **ret_data, size_t *ret_len);
