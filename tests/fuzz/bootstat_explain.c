// SPDX-License-Identifier: GPL-2.0-only
/* A console's log is whatever a guest, its loader and its firmware wrote. */
#include "bootstat/diagnosis.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct diagnosis d;

	diagnose((const char *)data, size, &d);
	if (d.n > DIAGNOSIS_MAX)
		abort();
	for (size_t i = 0; i < d.n; i++) {
		const struct finding *f = &d.findings[i];

		if (!f->cause || f->line == 0 || !memchr(f->text, 0, sizeof(f->text)) ||
		    !memchr(f->failure.what, 0, sizeof(f->failure.what)))
			abort();
	}
	return 0;
}
