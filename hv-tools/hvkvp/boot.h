/* SPDX-License-Identifier: GPL-2.0-only */
/* When the running system was booted, by /proc/stat below the folder @root. */
#pragma once
#include <stdint.h>

/* Seconds since 1970; -ENODATA or the errno of reading, as for the root of an image. */
int boot_time(int root, int64_t *ret_s);
