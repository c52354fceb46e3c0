// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"
#include <string.h>

int names_find(const char *names, const char *at, size_t len)
{
	for (int i = 0; *names; i++) {
		const size_t its = strlen(names);

		if (its == len && memcmp(names, at, len) == 0)
			return i;
		names += its + 1;
	}
	return -1;
}
