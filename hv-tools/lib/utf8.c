// SPDX-License-Identifier: GPL-2.0-only
#include "utf8.h"

size_t utf8_decode(const void *bytes, size_t len, uint32_t *ret)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *s = bytes;
	const size_t n = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? s[0] : s[0] & (0x7fu >> n);

	if ((s[0] & 0xc0) == 0x80 || s[0] > 0xf4 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	*ret = c;
	return c >= smallest[n] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? n : 0;
}
