// SPDX-License-Identifier: GPL-2.0-only
/* A guest writes what it likes to the mark port. */
#include "bootstat/marks.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct marks marks = { data, size, 0 };
	struct mark mark;
	size_t n = 0;

	for (; marks_next(&marks, &mark); n++)
		if (!mark.name)
			abort();
	/* Each byte belongs to one mark or is noise. */
	if (n * HV_MARK_SIZE + marks.noise != size)
		abort();
	return 0;
}
