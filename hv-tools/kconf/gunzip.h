/* SPDX-License-Identifier: GPL-2.0-only */
/* gzip's format, as /proc/config.gz has it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

bool kconf_is_gzip(const char *data, size_t len);

/*
 * @data unpacked, with a NUL behind it that *@ret_len does not count; to be freed. 0; -EFBIG beyond @max bytes;
 * -EBADMSG when it is damaged or cut off; -ENOMEM.
 */
int kconf_gunzip(const char *data, size_t len, size_t max, char **ret_text, size_t *ret_len);
