/* SPDX-License-Identifier: GPL-2.0-only */
/* What cloud-init calls gz+b64: base64, with line breaks, of a zlib stream; gzip is taken as well. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { INFLATE_MAX = 16 << 20 };

/*
 * @data unpacked, with a NUL behind it: the caller frees *ret_text. What comes before damage, or INFLATE_MAX bytes,
 * is given nevertheless, with *ret_whole false. 0; -EBADMSG: there is nothing; -ENOMEM.
 */
int inflate_base64(const char *data, size_t len, char **ret_text, size_t *ret_len, bool *ret_whole);

/* @ret has room for @len * 3 / 4. How many bytes; *ret_whole: to the end, and that is one. */
size_t base64_decode(const char *data, size_t len, unsigned char *ret, bool *ret_whole);
