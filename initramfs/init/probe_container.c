// SPDX-License-Identifier: GPL-2.0-only
/*
 * What holds other formats, of which /init has to know that it may not mount what shows through: members of
 * Linux RAIDs (metadata 1.x), LVM2, LUKS, and the hash tree of dm-verity. Sources: the kernel's
 * include/uapi/linux/raid/md_p.h (struct mdp_superblock_1), LVM2's lib/label/label.h, cryptsetup's LUKS1 and LUKS2
 * on-disk formats and its DMVerity page.
 */
#include "bytes.h"
#include "crc.h"
#include "probe_format.h"
#include <errno.h>

enum { SECTOR = 512 };

static bool is_md(const uint8_t *s, uint64_t at)
{
	return le32(s) == 0xa92b4efc && le32(s + 4) == 1 && le64(s + 144) == at / SECTOR;
}

int probe_md(const struct probe_view *view, struct probe *ret)
{
	const uint64_t size = view->source->size;
	/* 1.1 and 1.2; 1.0 is 8 to 12 KiB before the end, on 4 KiB. */
	const uint64_t places[] = { 0, 4096, size < 8192 ? 0 : (size / SECTOR - 16) / 8 * 4096 };
	uint8_t s[256];

	for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const int rc = source_read(view->source, places[i], s, sizeof(s));

		if (rc < 0 && rc != -ENODATA)
			return rc;
		if (rc == 0 && is_md(s, places[i])) {
			probe_set_uuid(s + 16, ret->uuid);
			return 0;
		}
	}
	return 1;
}

int probe_lvm2(const struct probe_view *view, struct probe *ret)
{
	(void)ret; /* its identifiers are no UUIDs */
	for (uint64_t sector = 0; sector < 4; sector++) {
		const uint8_t *s = view->head + sector * SECTOR;

		if (memcmp(s, "LABELONE", 8) == 0 && memcmp(s + 24, "LVM2 001", 8) == 0 &&
		    le64(s + 8) == sector &&
		    crc_update(CRC32, 0xf597a6cf, s + 20, SECTOR - 20) == le32(s + 16))
			return 0;
	}
	return 1;
}

int probe_luks(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *s = view->head;

	if (memcmp(s, "LUKS\xba\xbe", 6) != 0)
		return 1;
	/* The only one that keeps it as text. Of any version it is not ours. */
	if (be16(s + 6) == 1 || be16(s + 6) == 2)
		memcpy(ret->uuid, s + 168, UUID_TEXT - 1);
	return 0;
}

int probe_verity(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *s = view->head;

	if (memcmp(s, "verity\0", 8) != 0 || le32(s + 8) != 1)
		return 1;
	probe_set_uuid(s + 16, ret->uuid);
	return 0;
}
