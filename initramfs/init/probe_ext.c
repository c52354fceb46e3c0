// SPDX-License-Identifier: GPL-2.0-only
/* ext2, ext3, ext4. Source: the kernel's fs/ext4/ext4.h, struct ext4_super_block. */
#include "bytes.h"
#include "crc.h"
#include "probe_format.h"
#include <errno.h>

enum {
	SUPER_AT = 1024,
	SUPER_SIZE = 1024,
	BLOCKS = 0x04,
	LOG_BLOCK_SIZE = 0x18,
	BLOCKS_PER_GROUP = 0x20,
	MOUNTS = 0x34,
	MAX_MOUNTS = 0x36,
	MAGIC = 0x38,
	STATE = 0x3a,
	LAST_CHECK = 0x40,
	CHECK_INTERVAL = 0x44,
	COMPAT = 0x5c,
	INCOMPAT = 0x60,
	RO_COMPAT = 0x64,
	UUID = 0x68,
	LABEL = 0x78,
	CHECKSUM_TYPE = 0x175,
	CHECKSUM = 0x3fc,

	STATE_CLEAN = 1,
	STATE_ERRORS = 2,
	COMPAT_JOURNAL = 4,
	INCOMPAT_RECOVER = 4,
	INCOMPAT_JOURNAL_DEVICE = 8,
	RO_COMPAT_METADATA_CSUM = 0x400,

	/* What each knows: a file type in folders, a journal to be replayed, meta block groups; and sparse superblocks, large
	 * files, tree folders. Anything else is ext4's. */
	INCOMPAT_EXT2 = 0x12,
	INCOMPAT_EXT3 = 0x16,
	RO_COMPAT_OLD = 0x7,
};

static enum probe_type type_of(const uint8_t *s)
{
	const bool journal = le32(s + COMPAT) & COMPAT_JOURNAL;
	const uint32_t known = journal ? INCOMPAT_EXT3 : INCOMPAT_EXT2;

	if (le32(s + INCOMPAT) & ~known || le32(s + RO_COMPAT) & ~(uint32_t)RO_COMPAT_OLD)
		return PROBE_EXT4;
	return journal ? PROBE_EXT3 : PROBE_EXT2;
}

static bool is_sound(const uint8_t *s)
{
	if (le32(s + RO_COMPAT) & RO_COMPAT_METADATA_CSUM &&
	    (s[CHECKSUM_TYPE] != 1 || crc_update(CRC32C, ~0u, s, CHECKSUM) != le32(s + CHECKSUM)))
		return false;
	/* A journal to be replayed that is not there */
	if (le32(s + INCOMPAT) & INCOMPAT_RECOVER && !(le32(s + COMPAT) & COMPAT_JOURNAL))
		return false;
	return le32(s + LOG_BLOCK_SIZE) <= 6 && le32(s + BLOCKS_PER_GROUP) > 0 &&
	       le32(s + BLOCKS) > 0;
}

static bool is_due(const uint8_t *s, uint64_t now)
{
	const uint16_t max = le16(s + MAX_MOUNTS); /* a negative one: never */
	const uint32_t interval = le32(s + CHECK_INTERVAL);

	if (max > 0 && max <= INT16_MAX && le16(s + MOUNTS) >= max)
		return true;
	return now > 0 && interval > 0 && now >= (uint64_t)le32(s + LAST_CHECK) + interval;
}

int probe_ext(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *s = view->head + SUPER_AT;
	const uint16_t state = le16(s + STATE);

	if (le16(s + MAGIC) != 0xef53 || view->source->size < SUPER_AT + SUPER_SIZE ||
	    le32(s + INCOMPAT) & INCOMPAT_JOURNAL_DEVICE)
		return 1;
	ret->type = type_of(s);
	if (!is_sound(s))
		return -EBADMSG;
	ret->dirty = !(state & STATE_CLEAN) || state & STATE_ERRORS;
	ret->wants_fsck = ret->dirty || is_due(s, view->now);
	ret->needs_recovery = le32(s + INCOMPAT) & INCOMPAT_RECOVER;
	probe_set_uuid(s + UUID, ret->uuid);
	probe_set_label(ret, s + LABEL, 16);
	return 0;
}
