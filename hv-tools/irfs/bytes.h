/* SPDX-License-Identifier: GPL-2.0-only */
/* A text or file that grows: bytes in one piece, always followed by a NUL that @len does not count. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct bytes {
	char *data; /* NULL until the first byte */
	size_t len, room;
};

/* All return 0 or -ENOMEM. */
int bytes_reserve(struct bytes *b, size_t more);
int bytes_add(struct bytes *b, const void *data, size_t len);
int bytes_text(struct bytes *b, const char *text);
int bytes_format(struct bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Zeros until @len is a multiple of @align. */
int bytes_align(struct bytes *b, size_t align);
void bytes_done(struct bytes *b);

#define AUTO_BYTES __attribute__((cleanup(bytes_done)))

/* An array of @size-byte items with place for one more behind @n; doubles. NULL when there is no memory. */
void *array_grow(void *items, size_t n, size_t *room, size_t size);
