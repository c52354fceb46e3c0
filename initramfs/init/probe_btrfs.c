// SPDX-License-Identifier: GPL-2.0-only
/* btrfs. Source: the kernel's include/uapi/linux/btrfs_tree.h, struct btrfs_super_block. */
#include "bytes.h"
#include "crc.h"
#include "probe_format.h"
#include <errno.h>

enum {
	SUPER_AT = 64 * 1024,
	SUPER_SIZE = 4096,
	MIN_SIZE = 1024 * 1024,
	SUM_END = 0x20,
	FSID = 0x20,
	WHERE = 0x30, /* its own place */
	MAGIC = 0x40,
	DEVICES = 0x88,
	SUM_TYPE = 0xc4,
	DEVICE_ID = 0xc9,
	DEVICE_UUID = 0x10b,
	LABEL = 0x12b,

	SUM_CRC32C = 0,
	SUM_BLAKE2 = 3, /* the last that is known; those between are left to the kernel */
};

static bool is_sound(const uint8_t *s)
{
	const uint16_t type = le16(s + SUM_TYPE);

	if (le64(s + WHERE) != SUPER_AT || le64(s + DEVICES) == 0 || type > SUM_BLAKE2)
		return false;
	return type != SUM_CRC32C ||
	       ~crc_update(CRC32C, ~0u, s + SUM_END, SUPER_SIZE - SUM_END) == le32(s);
}

int probe_btrfs(const struct probe_view *view, struct probe *ret)
{
	uint8_t s[SUPER_SIZE];
	int rc;

	if (view->source->size < MIN_SIZE)
		return 1;
	rc = source_read(view->source, SUPER_AT, s, sizeof(s));
	if (rc < 0 || memcmp(s + MAGIC, "_BHRfS_M", 8) != 0)
		return rc < 0 ? rc : 1;
	probe_set_uuid(s + FSID, ret->uuid);
	probe_set_uuid(s + DEVICE_UUID, ret->device_uuid);
	probe_set_label(ret, s + LABEL, PROBE_LABEL - 1);
	ret->device_id = le64(s + DEVICE_ID);
	ret->n_devices = le64(s + DEVICES);
	return is_sound(s) ? 0 : -EBADMSG;
}
