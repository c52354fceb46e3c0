/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The partitions of a disk: GPT, its backup where the primary is damaged, and MBR with logical partitions.
 * Sources: UEFI specification 2.10 ch. 5; the kernel's block/partitions/efi.c and msdos.c, whose numbering
 * (sda5 is the first logical partition) is that of struct partition; the Discoverable Partitions
 * Specification (uapi-group.org) for what GPT calls the root of this architecture.
 */
#pragma once
#include "source.h"
#include "uuid.h"
#include <stdbool.h>

enum partition_role {
	PARTITION_OTHER,
	PARTITION_ESP,
	PARTITION_ROOT, /* of the architecture this is built for, as are the next three */
	PARTITION_ROOT_VERITY,
	PARTITION_USR,
	PARTITION_USR_VERITY,
	PARTITION_SWAP,
};

enum partition_flag { /* of GPT, for the roles above */
	              PARTITION_READ_ONLY = 1,
	              PARTITION_NO_AUTO = 2, /* not to be discovered */
};

struct partition {
	unsigned int number;   /* 1 = sda1 */
	uint64_t start, size;  /* bytes */
	char uuid[UUID_TEXT];  /* PARTUUID; MBR: "12345678-05" */
	char type[UUID_TEXT];  /* GPT: a GUID; MBR: "0x83" */
	char name[36 * 3 + 1]; /* PARTLABEL in UTF-8; MBR: "" */
	enum partition_role role;
	unsigned int flags;
};

/* Called for each in the order of numbers; anything but 0 ends the walk, which returns it. */
typedef int partition_fn(void *ctx, const struct partition *partition);

/*
 * 0: all were told; -ENODATA: no partition table; -EBADMSG: GPT, but neither header holds (a protective MBR
 * is not taken for the table then); what @fn returned; -EIO and others of reading.
 */
int partition_walk(const struct source *disk, partition_fn *fn, void *ctx);
/* Partition @number; -ENOENT, or as above. */
int partition_find(const struct source *disk, unsigned int number, struct partition *ret);
