// SPDX-License-Identifier: GPL-2.0-only
#include "limit.h"
#include "utf8.h"
#include <errno.h>
#include <string.h>

int limit_text(char *text, size_t units, size_t size)
{
	const size_t len = strlen(text);
	char *end = NULL;
	uint32_t c;

	for (size_t at = 0, n, used = 0; at < len; at += n) {
		n = utf8_decode(text + at, len - at, &c);
		if (n == 0)
			return -EILSEQ;
		used += c > 0xffff ? 2 : 1;
		if ((used > units || at + n >= size) && !end)
			end = text + at;
	}
	if (end)
		*end = '\0';
	return end != NULL;
}
