// SPDX-License-Identifier: GPL-2.0-only
#include "bytes.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096, FIRST_ITEMS = 16 };

int bytes_reserve(struct bytes *b, size_t more)
{
	size_t room = b->room ? b->room : FIRST_ROOM, want;
	char *data;

	if (__builtin_add_overflow(b->len, more, &want) || __builtin_add_overflow(want, 1, &want))
		return -ENOMEM;
	while (room < want)
		if (__builtin_mul_overflow(room, 2, &room))
			return -ENOMEM;
	if (b->data && room == b->room)
		return 0;
	data = realloc(b->data, room);
	if (!data)
		return -ENOMEM;
	b->data = data;
	b->room = room;
	return 0;
}

int bytes_add(struct bytes *b, const void *data, size_t len)
{
	int rc = bytes_reserve(b, len);

	if (rc < 0)
		return rc;
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
	return 0;
}

int bytes_text(struct bytes *b, const char *text)
{
	return bytes_add(b, text, strlen(text));
}

int bytes_format(struct bytes *b, const char *format, ...)
{
	va_list args;
	char *text;
	int len, rc;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0)
		return -ENOMEM;
	rc = bytes_add(b, text, (size_t)len);
	free(text);
	return rc;
}

int bytes_align(struct bytes *b, size_t align)
{
	static const char zeros[512];
	const size_t pad = (align - b->len % align) % align;

	return pad > sizeof(zeros) ? -ENOMEM : bytes_add(b, zeros, pad);
}

void bytes_done(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){ 0 };
}

void *array_grow(void *items, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? *room : FIRST_ITEMS / 2;
	void *grown;

	if (n < *room)
		return items;
	if (__builtin_mul_overflow(more, 2, &more))
		return NULL;
	grown = reallocarray(items, more, size);
	if (grown)
		*room = more;
	return grown;
}
