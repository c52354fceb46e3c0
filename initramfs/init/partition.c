// SPDX-License-Identifier: GPL-2.0-only
#include "bytes.h"
#include "partition_table.h"
#include <errno.h>

int partition_walk(const struct source *disk, partition_fn *fn, void *ctx)
{
	uint8_t sector[512];
	const int rc = source_read(disk, 0, sector, sizeof(sector));

	if (rc < 0)
		return rc;
	if (le16(sector + 510) != 0xaa55)
		return -ENODATA;
	if (partition_is_protective(sector))
		return partition_walk_gpt(disk, fn, ctx);
	return partition_walk_mbr(disk, sector, fn, ctx);
}

struct search {
	unsigned int number;
	struct partition *ret;
};

static int take_if_number(void *ctx, const struct partition *partition)
{
	const struct search *search = ctx;

	if (partition->number != search->number)
		return 0;
	*search->ret = *partition;
	return 1;
}

int partition_find(const struct source *disk, unsigned int number, struct partition *ret)
{
	struct search search = { number, ret };
	const int rc = partition_walk(disk, take_if_number, &search);

	return rc > 0 ? 0 : rc < 0 ? rc : -ENOENT;
}
