// SPDX-License-Identifier: GPL-2.0-only
/* A disk's partition table, primary and backup; the first byte chooses the size of its sectors. */
#include "init/partition.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int check(void *ctx, const struct partition *p)
{
	unsigned int *count = ctx;

	if (p->number == 0 || p->number > 255 || !memchr(p->name, '\0', sizeof(p->name)) ||
	    !memchr(p->uuid, '\0', sizeof(p->uuid)) || ++*count > 255 + 4)
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int count = 0;
	struct source source;
	int rc;

	if (size < 1)
		return 0;
	source_memory(data + 1, size - 1, &source);
	source.sector_size = data[0] & 1 ? 4096 : 512;
	rc = partition_walk(&source, check, &count);
	if (rc != 0 && rc != -ENODATA && rc != -EBADMSG)
		abort();
	return 0;
}
