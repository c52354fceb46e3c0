/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The block devices there are, and what they hold: looked at when somebody asks, once. The table is as large as
 * any Azure VM needs (64 data disks with partitions); what is beyond it is counted.
 */
#pragma once
#include "partition.h"
#include "probe.h"
#include "uevent.h"
#include <stdbool.h>

enum { BLOCK_MAX = 512, BLOCK_NAME = 32 };

struct block {
	char name[BLOCK_NAME], disk[BLOCK_NAME]; /* a disk has its own name twice */
	uint32_t major, minor;
	unsigned int number;      /* of the partition; 0 = a disk */
	char partuuid[UUID_TEXT]; /* "" = not known */
	char partlabel[36 * 3 + 1];
	enum partition_role role;
	unsigned int flags; /* enum partition_flag */
	bool has_table;     /* partitions of this disk have been told of: role, flags, partuuid */
	bool os_disk;       /* of what Azure calls the OS disk (azure.h) */
	bool probed;
	int probe_rc; /* as probe() returned */
	enum probe_type type;
	bool dirty, wants_fsck;
	char uuid[UUID_TEXT], label[PROBE_LABEL], device_uuid[UUID_TEXT];
	uint64_t n_devices;
};

struct blocks {
	int sys;         /* /sys */
	const char *dev; /* "/dev" */
	struct block items[BLOCK_MAX];
	size_t n;
	unsigned int beyond;
};

/* Take in what sysfs knows now. 0 or -errno. */
int blocks_scan(struct blocks *blocks);
/* Take in an event; those of other subsystems are left out. */
void blocks_event(struct blocks *blocks, const struct uevent *event);

struct block *blocks_find(struct blocks *blocks, const char *name);
/* Partition @number of @disk, 0 = the disk itself; or NULL. */
struct block *blocks_part(struct blocks *blocks, const char *disk, unsigned int number);

/* See to it that what probe() tells of @block is known. */
void block_probe(const struct blocks *blocks, struct block *block);
/* See to it that the partition table of @block's disk is known. */
void block_read_table(struct blocks *blocks, struct block *block);
/* 0 or -errno; source_close() after success. */
int block_open(const struct blocks *blocks, const struct block *block, struct source *ret_source);
/* /dev/NAME */
void block_path(const struct blocks *blocks, const struct block *block, char *ret_path,
                size_t size);
