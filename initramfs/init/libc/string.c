// SPDX-License-Identifier: GPL-2.0-only
/* Texts are short here: byte by byte is small, and fast enough. memchr() also goes through files. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

size_t strlen(const char *text)
{
	size_t len = 0;

	while (text[len])
		len++;
	return len;
}

size_t strnlen(const char *text, size_t max)
{
	size_t len = 0;

	while (len < max && text[len])
		len++;
	return len;
}

char *strcpy(char *to, const char *text)
{
	return memcpy(to, text, strlen(text) + 1);
}

int memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *x = a, *y = b;

	for (; len > 0; len--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

int strncmp(const char *a, const char *b, size_t max)
{
	const unsigned char *x = (const unsigned char *)a, *y = (const unsigned char *)b;

	for (; max > 0; max--, x++, y++)
		if (*x != *y || !*x)
			return *x - *y;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, PTRDIFF_MAX);
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : (unsigned char)c;
}

int strcasecmp(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) - lower(*b);
}

char *strchr(const char *text, int c)
{
	for (; *text != (char)c; text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

size_t strcspn(const char *text, const char *stop)
{
	size_t len = 0;

	while (text[len] && !strchr(stop, text[len]))
		len++;
	return len;
}

char *strstr(const char *text, const char *piece)
{
	const size_t len = strlen(piece);

	for (; strncmp(text, piece, len) != 0; text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

/* Eight at a time where none of them is @c: of the difference to eight of it no byte is zero. */
static bool has_zero(uint64_t v)
{
	return (v - UINT64_C(0x0101010101010101)) & ~v & UINT64_C(0x8080808080808080);
}

void *memchr(const void *at, int c, size_t len)
{
	const uint64_t eight = UINT64_C(0x0101010101010101) * (unsigned char)c;
	const unsigned char *p = at;
	uint64_t v;

	for (; len >= sizeof(v); p += sizeof(v), len -= sizeof(v)) {
		memcpy(&v, p, sizeof(v));
		if (has_zero(v ^ eight))
			break;
	}
	for (; len > 0; p++, len--)
		if (*p == (unsigned char)c)
			return (void *)p;
	return NULL;
}
