// SPDX-License-Identifier: GPL-2.0-only
/* A report on provisioning; its fields stay within the text they were made of. */
#include "hvkvp/report.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report r;

	if (report_parse((const char *)data, size, &r) < 0)
		return 0;
	for (size_t i = 0; i < r.count; i++) {
		const struct report_field *f = &r.fields[i];

		if (f->name < r.text || f->value + strlen(f->value) > r.text + size)
			abort();
		if (!report_get(&r, f->name))
			abort();
	}
	report_free(&r);
	return 0;
}
