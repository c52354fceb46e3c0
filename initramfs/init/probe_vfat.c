// SPDX-License-Identifier: GPL-2.0-only
/*
 * FAT12, FAT16, FAT32. Sources: the kernel's include/uapi/linux/msdos_fs.h (struct fat_boot_sector,
 * msdos_dir_entry) and fs/fat/inode.c, which takes a volume without looking for any magic; Microsoft's FAT
 * specification 1.03 for the kinds by their number of clusters.
 */
#include "bytes.h"
#include "probe_format.h"
#include <errno.h>

enum {
	SECTOR_SIZE = 0x0b,
	CLUSTER_SECTORS = 0x0d,
	RESERVED = 0x0e,
	FATS = 0x10,
	ROOT_ENTRIES = 0x11,
	SECTORS_16 = 0x13,
	MEDIA = 0x15,
	FAT_SECTORS_16 = 0x16,
	SECTORS_32 = 0x20,
	FAT_SECTORS_32 = 0x24,
	ROOT_CLUSTER = 0x2c,
	INFO_SECTOR = 0x30,
	/* of FAT12 and FAT16; those of FAT32 stand FAT32_SHIFT behind */
	STATE = 0x25,
	EXTENDED = 0x26,
	SERIAL = 0x27,
	KIND = 0x36,
	FAT32_SHIFT = 0x1c,
	BOOT_MAGIC = 0x1fe,

	STATE_DIRTY = 1,
	LABEL_SIZE = 11,
	ENTRY = 32,
	MAX_CLUSTERS = 100, /* of a root folder that is read in search of the label */
};

struct fat {
	const uint8_t *s;
	uint32_t sector_size, cluster_size, fat_at, root_entries;
	uint64_t fat_len, root_at, data_at;
	bool is_32;
};

static bool is_power_of_two(uint32_t n)
{
	return n > 0 && (n & (n - 1)) == 0;
}

/* The texts that most writers put there; without one it has to look more like a boot sector. */
static bool has_magic(const uint8_t *s)
{
	static const struct {
		char text[8];
		uint8_t at, len;
	} magics[] = {
		{ "MSWIN", KIND + FAT32_SHIFT, 5 },
		{ "FAT32   ", KIND + FAT32_SHIFT, 8 },
		{ "MSDOS", KIND, 5 },
		{ "FAT16   ", KIND, 8 },
		{ "FAT12   ", KIND, 8 },
		{ "FAT     ", KIND, 8 },
	};

	for (unsigned int i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (memcmp(s + magics[i].at, magics[i].text, magics[i].len) == 0)
			return true;
	/* JFS and HPFS of OS/2 have such sectors too. */
	return le16(s + BOOT_MAGIC) == 0xaa55 && memcmp(s + KIND, "JFS     ", 8) != 0 &&
	       memcmp(s + KIND, "HPFS    ", 8) != 0;
}

/* Whether its numbers can be those of a FAT: as everything else tells little, one that cannot is none. */
static bool read_geometry(const uint8_t *s, struct fat *ret)
{
	const uint32_t sector = le16(s + SECTOR_SIZE), cluster = s[CLUSTER_SECTORS];
	const uint32_t entries = le16(s + ROOT_ENTRIES);
	const uint32_t length = le16(s + FAT_SECTORS_16) ?: le32(s + FAT_SECTORS_32);
	const uint32_t sectors = le16(s + SECTORS_16) ?: le32(s + SECTORS_32);
	uint64_t before, clusters;

	if (s[FATS] == 0 || le16(s + RESERVED) == 0 || (s[MEDIA] < 0xf8 && s[MEDIA] != 0xf0) ||
	    !is_power_of_two(cluster) || !is_power_of_two(sector) || sector < 512 ||
	    sector > 4096 || length == 0)
		return false;
	ret->s = s;
	ret->is_32 = le16(s + FAT_SECTORS_16) == 0;
	ret->sector_size = sector;
	ret->cluster_size = cluster * sector;
	ret->root_entries = entries;
	ret->fat_at = le16(s + RESERVED) * sector;
	ret->fat_len = (uint64_t)length * sector;
	ret->root_at = ret->fat_at + ret->fat_len * s[FATS];
	before = ret->root_at / sector + (entries * ENTRY + sector - 1) / sector;
	ret->data_at = before * sector;
	clusters = before > sectors ? UINT64_MAX : (sectors - before) / cluster;
	return clusters <= (ret->is_32 ? 0x0ffffff6 : 0xfff4);
}

/*
 * The volume's entry among @count at @at: 0 it is in @ret; 1 there is none, nor behind; 2 perhaps behind. What
 * cannot be read has no label, and is a volume all the same.
 */
static int find_label(const struct source *source, uint64_t at, uint32_t count,
                      uint8_t ret[LABEL_SIZE])
{
	uint8_t e[ENTRY];

	for (; count > 0; count--, at += ENTRY) {
		if (source_read(source, at, e, sizeof(e)) < 0 || e[0] == 0)
			return 1;
		/* 0xe5: deleted; attributes: long name 0x0f, folder 0x10, volume 0x08; a cluster: a file */
		if (e[0] == 0xe5 || le16(e + 20) != 0 || le16(e + 26) != 0 ||
		    (e[11] & 0x3f) == 0x0f || (e[11] & 0x18) != 0x08)
			continue;
		memcpy(ret, e, LABEL_SIZE);
		return 0;
	}
	return 2;
}

/* Along the chain of clusters that FAT32's root folder is. */
static int find_label_32(const struct source *source, const struct fat *f, uint8_t ret[LABEL_SIZE])
{
	uint32_t cluster = le32(f->s + ROOT_CLUSTER);

	for (int i = 0; i < MAX_CLUSTERS && cluster >= 2 && cluster < f->fat_len / 4; i++) {
		uint8_t next[4];
		int rc = find_label(source, f->root_at + (uint64_t)(cluster - 2) * f->cluster_size,
		                    f->cluster_size / ENTRY, ret);

		if (rc < 2)
			return rc;
		if (source_read(source, f->fat_at + (uint64_t)cluster * 4, next, sizeof(next)) < 0)
			return 1;
		cluster = le32(next) & 0x0fffffff;
	}
	return 1;
}

/* That of the boot sector is not kept up to date by all who change the other, and not looked at by libblkid. */
static void set_label(const struct source *source, const struct fat *f, struct probe *ret)
{
	uint8_t label[LABEL_SIZE];
	const int rc = f->is_32 ? find_label_32(source, f, label)
	                        : find_label(source, f->root_at, f->root_entries, label);

	if (rc == 0)
		probe_set_label(ret, label, LABEL_SIZE);
}

/* "1234-ABCD", in upper case as everybody writes it. */
static void set_serial(const uint8_t *serial, struct probe *ret)
{
	char *text = ret->uuid;

	for (int i = 3; i >= 0; i--) {
		hex_text(serial + i, 1, text);
		text += 2;
		if (i == 2)
			*text++ = '-';
	}
	*text = '\0';
	for (text = ret->uuid; *text; text++)
		*text -= *text >= 'a' ? 'a' - 'A' : 0;
}

/* FAT32 has a sector of numbers, whose marks may also be missing: 0, or -EBADMSG. */
static int check_info(const struct source *source, const struct fat *f)
{
	const uint16_t sector = le16(f->s + INFO_SECTOR);
	uint8_t info[512];

	if (!f->is_32 || sector == 0)
		return 0;
	if (source_read(source, (uint64_t)sector * f->sector_size, info, sizeof(info)) < 0)
		return -EBADMSG;
	if (le32(info) != 0x41615252 && le32(info) != 0x41645252 && le32(info) != 0)
		return -EBADMSG;
	return le32(info + 484) == 0x61417272 || le32(info + 484) == 0 ? 0 : -EBADMSG;
}

int probe_vfat(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *own;
	struct fat f;

	if (!has_magic(view->head) || !read_geometry(view->head, &f))
		return 1;
	own = f.s + (f.is_32 ? FAT32_SHIFT : 0);
	/* 0x28 and 0x29 say that there is a number; FAT32 is too young to be without. */
	if (f.is_32 || (own[EXTENDED] & 0xfe) == 0x28)
		set_serial(own + SERIAL, ret);
	set_label(view->source, &f, ret);
	ret->dirty = ret->wants_fsck = own[STATE] & STATE_DIRTY;
	return check_info(view->source, &f);
}
