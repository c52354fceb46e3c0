/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command is given to read: a file, or standard input as "-". */
#pragma once
#include <stddef.h>

enum { INPUT_MAX = 64 << 20 };

/* All of it with a NUL behind it, the caller's to free. -1 after a word on standard error. */
int input_read(const char *path, char **ret_data, size_t *ret_len);
