// SPDX-License-Identifier: GPL-2.0-only
/* Initramfs images and lists of modules from anyone: each name is one that lsmod could write. */
#include "initramfs.h"
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const char *name)
{
	if (!*name)
		abort();
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_initramfs initramfs = { 0 };
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (kconf_initramfs_parse(text, size, &initramfs) == 0)
		for (size_t i = 0; i < initramfs.modules.n; i++)
			check_name(initramfs.modules.items[i]);
	kconf_initramfs_done(&initramfs);
	free(text);
	return 0;
}
