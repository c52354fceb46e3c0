// SPDX-License-Identifier: GPL-2.0-only
#include "decimal.h"
#include <errno.h>

int64_t decimal_read(const char *text, size_t len)
{
	int64_t n = len > 0 ? 0 : -EINVAL;

	for (size_t i = 0; i < len; i++) {
		const unsigned int digit = (unsigned int)text[i] - '0';

		if (digit > 9 || __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, digit, &n))
			return -EINVAL;
	}
	return n;
}
