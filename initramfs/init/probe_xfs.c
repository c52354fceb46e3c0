// SPDX-License-Identifier: GPL-2.0-only
/* XFS. Source: the kernel's fs/xfs/libxfs/xfs_format.h, struct xfs_dsb; all numbers but the sum are big endian. */
#include "bytes.h"
#include "crc.h"
#include "probe_format.h"
#include <errno.h>

enum {
	BLOCK_SIZE = 4,
	BLOCKS = 8,
	UUID = 32,
	REALTIME_EXTENT = 80,
	AG_BLOCKS = 84,
	AG_COUNT = 88,
	VERSION = 100,
	SECTOR_SIZE = 102,
	INODE_SIZE = 104,
	LABEL = 108,
	BLOCK_LOG = 120,
	SECTOR_LOG = 121,
	INODE_LOG = 122,
	INODES_PER_BLOCK_LOG = 123,
	MAX_INODES_PERCENT = 127,
	CHECKSUM = 224,

	MIN_AG_BLOCKS = 64,
	MIN_EXTENT = 4096,
	MAX_EXTENT = 1 << 30,
};

static bool is_log(uint32_t size, uint8_t log, uint8_t min, uint8_t max)
{
	return log >= min && log <= max && size == 1u << log;
}

static bool is_sound(const uint8_t *s)
{
	const uint64_t blocks = be64(s + BLOCKS), ag = be32(s + AG_BLOCKS),
		       ags = be32(s + AG_COUNT);
	const uint64_t extent = (uint64_t)be32(s + REALTIME_EXTENT) * be32(s + BLOCK_SIZE);

	return is_log(be16(s + SECTOR_SIZE), s[SECTOR_LOG], 9, 15) &&
	       is_log(be32(s + BLOCK_SIZE), s[BLOCK_LOG], 9, 16) &&
	       is_log(be16(s + INODE_SIZE), s[INODE_LOG], 8, 11) &&
	       s[BLOCK_LOG] - s[INODE_LOG] == s[INODES_PER_BLOCK_LOG] &&
	       s[MAX_INODES_PERCENT] <= 100 && extent >= MIN_EXTENT && extent <= MAX_EXTENT &&
	       ags > 0 && blocks > 0 && blocks <= ags * ag &&
	       blocks >= (ags - 1) * ag + MIN_AG_BLOCKS;
}

/* Version 5 has a sum over the sector. */
static int check_sum(const struct probe_view *view)
{
	uint8_t sector[1 << 15];
	const size_t len = be16(view->head + SECTOR_SIZE);
	const int rc = source_read(view->source, 0, sector, len);

	if (rc < 0)
		return rc == -ENODATA ? -EBADMSG : rc;
	return ~probe_crc(sector, len, CHECKSUM) == le32(sector + CHECKSUM) ? 0 : -EBADMSG;
}

int probe_xfs(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *s = view->head;

	if (be32(s) != 0x58465342) /* "XFSB" */
		return 1;
	if (!is_sound(s))
		return -EBADMSG;
	probe_set_uuid(s + UUID, ret->uuid);
	probe_set_label(ret, s + LABEL, 12);
	return (be16(s + VERSION) & 15) == 5 ? check_sum(view) : 0;
}
