/* SPDX-License-Identifier: GPL-2.0-only */
/* Text as the integration services carry it, UTF-16LE, from UTF-8 and back. Nothing is ever cut. */
#pragma once
#include "command.h"

/* Bytes that hold @size bytes of UTF-16 as UTF-8, and a NUL. */
#define UTF8_ROOM(size) ((size) / 2 * 3 + 1)

/*
 * @text and a NUL into @ret of @size bytes: how many of them that took; -EILSEQ: @text is not UTF-8;
 * -EMSGSIZE: it does not fit. After an error @ret's content is undefined.
 */
int utf16_from_utf8(const char *text, uint8_t *ret, size_t size);
/* The same for a command's argument; -1 with the reason, which begins with @what. */
int call_utf16(struct call *call, const char *what, const char *text, uint8_t *ret, size_t size);

/* The text at @data, up to a NUL or @len bytes, into @ret of UTF8_ROOM(len), with a NUL. Its length. */
size_t utf16_to_utf8(const uint8_t *data, size_t len, char *ret);
