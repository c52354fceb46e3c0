// SPDX-License-Identifier: GPL-2.0-only
#include "btrfs.h"
#include "wire/btrfs.h"
#include <errno.h>
#include <fcntl.h>

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int btrfs_register(struct blocks *blocks, const struct block *block)
{
	const int fd = open("/dev/btrfs-control", O_RDWR | O_CLOEXEC);
	struct hv_btrfs_device args;
	int rc = 0;

	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < blocks->n; i++) {
		struct block *b = &blocks->items[i];

		block_probe(blocks, b);
		if (b->probe_rc != 0 || b->type != PROBE_BTRFS || strcmp(b->uuid, block->uuid) != 0)
			continue;
		memset(&args, 0, sizeof(args));
		block_path(blocks, b, args.name, sizeof(args.name));
		if (ioctl(fd, HV_BTRFS_SCAN_DEV, &args) < 0)
			rc = -errno;
	}
	close(fd);
	return rc;
}
