// SPDX-License-Identifier: GPL-2.0-only
/* A guest writes what it likes to its console. */
#include "bootstat/console.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct console console;

	console_parse((const char *)data, size, &console);
	if (console.marks.n_stages > BOOT_STAGES || console.steps.n_stages > BOOT_STAGES)
		abort();
	return 0;
}
