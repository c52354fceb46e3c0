// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"
#include "utf8.h"
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static uint32_t unit_at(const uint8_t *units, size_t i)
{
	return (uint32_t)(units[2 * i] | units[2 * i + 1] << 8);
}

/* The character at unit *@i, which is moved behind it; 0 when there is none. */
static uint32_t next_character(const uint8_t *units, size_t count, size_t *i)
{
	const uint32_t first = unit_at(units, (*i)++);
	uint32_t second;

	if (first < 0xd800 || first > 0xdfff)
		return first;
	if (first > 0xdbff || *i == count)
		return 0;
	second = unit_at(units, (*i)++);
	if (second < 0xdc00 || second > 0xdfff)
		return 0;
	return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static size_t put_character(uint32_t c, uint8_t bytes[4])
{
	static const uint8_t marks[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
	const size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		bytes[i] = (uint8_t)(0x80 | (c & 0x3f));
	bytes[0] = (uint8_t)(marks[n] | c);
	return n;
}

int text_from_utf16(const uint8_t *units, size_t count, char *text, size_t size)
{
	uint8_t bytes[4];
	size_t len = 0;

	for (size_t i = 0; i < count;) {
		const uint32_t c = next_character(units, count, &i);
		const size_t n = put_character(c, bytes);

		if (is_control(c))
			return -EILSEQ;
		if (n >= size - len)
			return -ENAMETOOLONG;
		memcpy(text + len, bytes, n);
		len += n;
	}
	text[len] = '\0';
	return 0;
}

int text_check(const char *text)
{
	uint32_t c;

	for (size_t n; *text; text += n) {
		n = utf8_decode(text, 4, &c);
		if (n == 0 || is_control(c))
			return -EILSEQ;
	}
	return 0;
}

static bool is_dots(const char *name, size_t len)
{
	return (len == 1 && name[0] == '.') || (len == 2 && memcmp(name, "..", 2) == 0);
}

int text_check_name(const char *name)
{
	const size_t len = strlen(name);

	if (len == 0 || is_dots(name, len) || strchr(name, '/'))
		return -EINVAL;
	return len > TEXT_NAME ? -ENAMETOOLONG : 0;
}

int text_plain_path(const char *path, char *plain)
{
	size_t used = 0, len;

	if (path[0] != '/')
		return -EINVAL;
	for (path += strspn(path, "/"); *path; path += len + strspn(path + len, "/")) {
		len = strcspn(path, "/");
		if (is_dots(path, len))
			return -EINVAL;
		if (len > TEXT_NAME || used + len + 2 > TEXT_SIZE)
			return -ENAMETOOLONG;
		if (used > 0)
			plain[used++] = '/';
		memcpy(plain + used, path, len);
		used += len;
	}
	plain[used] = '\0';
	return 0;
}
