// SPDX-License-Identifier: GPL-2.0-only
/* Messages of a netlink socket, to which others than the kernel may write, and files of sysfs. */
#include "init/uevent.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct uevent e;

	memcpy(text, data, size);
	text[size] = 'x';
	if (uevent_parse(text, size, &e) == 0) {
		const char *const values[] = { e.devpath, e.subsystem, e.modalias, e.devname,
			                       e.devtype, e.partname,  e.partuuid };

		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
			if (*values[i] &&
			    (values[i] < text || values[i] + strlen(values[i]) > text + size))
				abort();
		if (strstr(e.devname, "..") || *e.devname == '/')
			abort();
	}
	free(text);
	return 0;
}
