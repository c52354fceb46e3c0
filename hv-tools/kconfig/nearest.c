// SPDX-License-Identifier: GPL-2.0-only
#include "nearest.h"
#include "fragment.h"
#include <stdlib.h>
#include <string.h>

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

unsigned int kconf_name_distance(const char *a, const char *b, unsigned int limit)
{
	unsigned int rows[3][KCONF_MAX_NAME + 1], *before = rows[0], *above = rows[1],
						  *row = rows[2];
	size_t na = strlen(a), nb = strlen(b);

	if (na > KCONF_MAX_NAME || nb > KCONF_MAX_NAME || labs((long)na - (long)nb) >= (long)limit)
		return limit;
	for (unsigned int j = 0; j <= nb; j++)
		above[j] = j;
	for (size_t i = 1; i <= na; i++) {
		unsigned int *oldest = before;

		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= nb; j++) {
			row[j] = min(min(above[j], row[j - 1]) + 1,
			             above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = oldest;
	}
	return min(above[nb], limit);
}
