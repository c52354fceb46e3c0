/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a block device holds, told by its superblock. Sources: the formats' own headers in the kernel
 * (fs/ext4/ext4.h, fs/xfs/libxfs/xfs_format.h, include/uapi/linux/btrfs_tree.h, msdos_fs.h,
 * fs/erofs/erofs_fs.h, fs/squashfs/squashfs_fs.h, include/linux/swap.h, kernel/power/swap.c) and, for what is
 * to be made of doubtful ones, libblkid, with which tests/unit/init_probe_blkid.c compares.
 *
 * A superblock counts when its magic, its version and its checksum, where the format has one, hold. One
 * with a magic but a wrong checksum, or numbers that cannot be, is told as corrupt.
 */
#pragma once
#include "source.h"
#include "uuid.h"
#include <stdbool.h>

/* X(identifier, name): the name is what rootfstype= and mount(2) call it, or libblkid. */
#define PROBE_TYPES(X)                  \
	X(NONE, "none")                 \
	X(MD_RAID, "linux_raid_member") \
	X(LVM2, "LVM2_member")          \
	X(LUKS, "crypto_LUKS")          \
	X(VERITY, "DM_verity_hash")     \
	X(VFAT, "vfat")                 \
	X(HIBERNATION, "swsuspend")     \
	X(SWAP, "swap")                 \
	X(XFS, "xfs")                   \
	X(EXT2, "ext2")                 \
	X(EXT3, "ext3")                 \
	X(EXT4, "ext4")                 \
	X(BTRFS, "btrfs")               \
	X(SQUASHFS, "squashfs")         \
	X(EROFS, "erofs")

enum probe_type {
#define PROBE_TYPE(id, name) PROBE_##id,
	PROBE_TYPES(PROBE_TYPE)
#undef PROBE_TYPE
		PROBE_N_TYPES,
};

enum { PROBE_LABEL = 257 };

struct probe {
	enum probe_type type;
	char uuid[UUID_TEXT];    /* "" = it has none; vfat: "1234-ABCD" */
	char label[PROBE_LABEL]; /* as it stands there, UTF-8 or not */
	bool dirty;          /* ext2-4, vfat: not unmounted cleanly, or an error was found: fsck */
	bool wants_fsck;     /* dirty, or the mounts or the time after which fsck is due are over */
	bool needs_recovery; /* ext3-4: the journal has to be replayed */
	char device_uuid[UUID_TEXT];   /* btrfs: this device's own; @uuid is all devices' */
	uint64_t device_id, n_devices; /* btrfs: mount when n_devices of one uuid have been seen */
};

/*
 * 0: *@ret says what is there; 1: nothing that is known; -EBADMSG: corrupt, @ret->type says what it was;
 * -ENOTUNIQ: superblocks of two formats, mkfs of one has left the other's; -EIO and others of reading.
 * @now: seconds since 1970, for checks that are due by time; 0 = not to look at that.
 */
int probe(const struct source *source, uint64_t now, struct probe *ret);

const char *probe_name(enum probe_type type);
/* Whether it is a file system that mount(2) takes. */
bool probe_is_filesystem(enum probe_type type);
