/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a text reaches the host. The kernel turns it into UTF-16, cuts it wherever its room ends, and fails
 * the whole answer for text that is not UTF-8; the host then asks for nothing further.
 */
#pragma once
#include <stddef.h>

/*
 * Cut @text behind a whole character to @units of UTF-16 and to @size bytes with its NUL. 0, 1 when it was
 * cut, -EILSEQ when it is not UTF-8.
 */
int limit_text(char *text, size_t units, size_t size);
