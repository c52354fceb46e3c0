// SPDX-License-Identifier: GPL-2.0-only
/* Whoever may mount chooses the names in mountinfo. */
#include "vssd/mountinfo.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const char *field, const char *line, size_t size)
{
	if (field < line || field + strlen(field) > line + size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	struct vss_mount m;

	memcpy(line, data, size);
	line[size] = '\0';
	if (vss_mountinfo_parse(line, &m) == 0) {
		look_at(m.root, line, size);
		look_at(m.point, line, size);
		look_at(m.type, line, size);
		look_at(m.source, line, size);
		if (m.point[0] != '/')
			abort();
	}
	free(line);
	return 0;
}
