// SPDX-License-Identifier: GPL-2.0-only
/* The events of a watcher; a mark's name in them comes from the guest. */
#include "bootstat/events.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct boot boot = { .unit = BOOT_NS };
	unsigned int line = 0;
	const int rc = events_parse((const char *)data, size, &boot, &line);

	if ((rc < 0 && line == 0) || boot.n_stages > BOOT_STAGES)
		abort();
	return 0;
}
