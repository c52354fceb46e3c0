// SPDX-License-Identifier: GPL-2.0-only
#include "utf16.h"
#include "utf8.h"
#include <errno.h>
#include <stdbool.h>

enum { REPLACEMENT = 0xfffd, HIGH = 0xd800, LOW = 0xdc00, PAIRS = 0x10000 };

static bool is_half(uint32_t c, uint32_t which)
{
	return (c & 0xfffffc00) == which;
}

static int encode_utf8(uint32_t c, char *to)
{
	const int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < PAIRS ? 3 : 4;

	for (int i = n - 1; i > 0; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3f));
	to[0] = (char)(n == 1 ? c : 0xf00u >> n | c);
	return n;
}

static void put_unit(uint8_t *to, uint32_t unit)
{
	to[0] = (uint8_t)unit;
	to[1] = (uint8_t)(unit >> 8);
}

static uint32_t get_unit(const uint8_t *at)
{
	return (uint32_t)(at[0] | at[1] << 8);
}

int utf16_from_utf8(const char *text, uint8_t *ret, size_t size)
{
	size_t used = 0;
	uint32_t c;

	do {
		const size_t taken = utf8_decode(text, 4, &c);
		size_t wanted;

		if (taken == 0)
			return -EILSEQ;
		wanted = c < PAIRS ? 2 : 4;
		if (wanted > size - used)
			return -EMSGSIZE;
		put_unit(ret + used, c < PAIRS ? c : HIGH + ((c - PAIRS) >> 10));
		if (wanted == 4)
			put_unit(ret + used + 2, LOW + (c & 0x3ff));
		used += wanted;
		text += taken;
	} while (c != 0);
	return (int)used;
}

int call_utf16(struct call *call, const char *what, const char *text, uint8_t *ret, size_t size)
{
	const int n = utf16_from_utf8(text, ret, size);

	if (n == -EMSGSIZE)
		return call_fail(call, "%s has more than %zu characters", what, size / 2 - 1);
	return n < 0 ? call_fail(call, "%s is not UTF-8", what) : n;
}

size_t utf16_to_utf8(const uint8_t *data, size_t len, char *ret)
{
	const uint8_t *end = data + len / 2 * 2;
	char *to = ret;

	for (; data < end && get_unit(data) != 0; data += 2) {
		uint32_t c = get_unit(data);

		if (is_half(c, HIGH) && end - data >= 4 && is_half(get_unit(data + 2), LOW)) {
			data += 2;
			c = PAIRS + ((c & 0x3ff) << 10 | (get_unit(data) & 0x3ff));
		} else if (is_half(c, HIGH) || is_half(c, LOW)) {
			c = REPLACEMENT;
		}
		to += encode_utf8(c, to);
	}
	*to = '\0';
	return (size_t)(to - ret);
}
