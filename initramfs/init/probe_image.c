// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read-only images: EROFS and squashfs 4. Sources: the kernel's fs/erofs/erofs_fs.h (struct erofs_super_block),
 * fs/squashfs/squashfs_fs.h (struct squashfs_super_block).
 */
#include "bytes.h"
#include "probe_format.h"
#include <errno.h>

enum {
	EROFS_AT = 1024,
	EROFS_SUM = 4,
	EROFS_COMPAT = 8,
	EROFS_BLOCK_LOG = 12,
	EROFS_UUID = 48,
	EROFS_LABEL = 64,
	EROFS_HAS_SUM = 1,
	EROFS_MAX_BLOCK_LOG = 16,

	SQUASHFS_BLOCK_SIZE = 12,
	SQUASHFS_BLOCK_LOG = 22,
	SQUASHFS_MAJOR = 28,
	SQUASHFS_BYTES = 40,
};

/* From the superblock to the end of its block. */
static int erofs_check_sum(const struct probe_view *view)
{
	uint8_t block[1 << EROFS_MAX_BLOCK_LOG];
	const size_t size = (size_t)1 << view->head[EROFS_AT + EROFS_BLOCK_LOG];
	const size_t len = size > EROFS_AT ? size - EROFS_AT : size;
	const int rc = source_read(view->source, EROFS_AT, block, len);

	if (rc < 0)
		return rc == -ENODATA ? -EBADMSG : rc;
	return probe_crc(block, len, EROFS_SUM) == le32(block + EROFS_SUM) ? 0 : -EBADMSG;
}

int probe_erofs(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *s = view->head + EROFS_AT;

	if (le32(s) != 0xe0f5e1e2)
		return 1;
	if (s[EROFS_BLOCK_LOG] < 9 || s[EROFS_BLOCK_LOG] > EROFS_MAX_BLOCK_LOG)
		return -EBADMSG;
	probe_set_uuid(s + EROFS_UUID, ret->uuid);
	probe_set_label(ret, s + EROFS_LABEL, 16);
	return le32(s + EROFS_COMPAT) & EROFS_HAS_SUM ? erofs_check_sum(view) : 0;
}

int probe_squashfs(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *s = view->head;
	const uint16_t log = le16(s + SQUASHFS_BLOCK_LOG);

	if (le32(s) != 0x73717368 || le16(s + SQUASHFS_MAJOR) < 4) /* "hsqs" */
		return 1;
	return le16(s + SQUASHFS_MAJOR) == 4 && log >= 12 && log <= 20 &&
	                       le32(s + SQUASHFS_BLOCK_SIZE) == 1u << log &&
	                       le64(s + SQUASHFS_BYTES) <= view->source->size
	               ? 0
	               : -EBADMSG;
}
