/* SPDX-License-Identifier: GPL-2.0-only */
/* UTF-8, strictly: no overlong forms, no halves of pairs, nothing beyond U+10FFFF (RFC 3629, section 4). */
#pragma once
#include <stddef.h>
#include <stdint.h>

/*
 * The character at @bytes and its length, 1 to 4; 0 when there is none in @len bytes. Looks at no byte
 * behind one that cannot go on: of a text that ends with a NUL, @len may be 4.
 */
size_t utf8_decode(const void *bytes, size_t len, uint32_t *ret);
