/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How root=, resume= and the like name a block device:
 *	/dev/NAME, NAME, MAJOR:MINOR, UUID=, LABEL=, PARTUUID=[/PARTNROFF=N], PARTLABEL=, /dev/disk/by-{uuid,label,
 *	partuuid,partlabel}/, /dev/disk/azure/{root,os}[-partN] (the Azure OS disk), gpt-auto or auto (the Discoverable
 *	Partitions Specification)
 */
#pragma once
#include <stdint.h>

enum root_kind {
	ROOT_DEVICE,
	ROOT_NUMBER,
	ROOT_UUID,
	ROOT_LABEL,
	ROOT_PARTUUID,
	ROOT_PARTLABEL,
	ROOT_AUTO,
	ROOT_AZURE,
};

struct root_spec {
	enum root_kind kind;
	char value[256];
	uint32_t major, minor; /* ROOT_NUMBER */
	unsigned int
		part; /* ROOT_AZURE, and what ROOT_DEVICE ends with: the partition, 0 = the disk */
	int offset;   /* PARTNROFF */
};

/*
 * 0; -EINVAL: that is no name of a device; -EOPNOTSUPP: one of a kind that dracut does and this does not (a
 * network, /dev/mapper, a volume group); -ENAMETOOLONG.
 */
int root_spec_parse(const char *text, struct root_spec *ret_spec);
