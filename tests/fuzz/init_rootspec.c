// SPDX-License-Identifier: GPL-2.0-only
/* The root as the command line or, by a key, the host names it. */
#include "init/rootfs.h"
#include "init/rootspec.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct root_spec spec;

	memcpy(text, data, size);
	text[size] = '\0';
	if (rootfs_spec_check(text) == 0 && strncmp(text, "kvp:", 4) == 0)
		abort();
	if (root_spec_parse(text, &spec) == 0 && (!memchr(spec.value, '\0', sizeof(spec.value)) ||
	                                          spec.offset < -255 || spec.offset > 255))
		abort();
	free(text);
	return 0;
}
