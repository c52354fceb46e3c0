/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole text file in memory. */
#pragma once
#include <stddef.h>

enum { KCONF_MAX_FILE = 8 << 20 };

/* The content, terminated by a NUL that @ret_len does not count; free() it. 0, -EFBIG, or an errno of reading. */
int kconf_file_read(const char *path, char **ret_text, size_t *ret_len);
