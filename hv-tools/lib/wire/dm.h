/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device mapper: the ioctls of /dev/mapper/control. Source: the kernel's include/uapi/linux/dm-ioctl.h, which musl's
 * headers do not bring along. Everything is in the machine's byte order.
 */
#pragma once
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>

#define HV_DM_CONTROL "/dev/mapper/control"

struct hv_dm {
	uint32_t version[3]; /* 4.0.0 is enough for all that is used here */
	uint32_t data_size;  /* of all, this included */
	uint32_t data_start; /* where the targets begin */
	uint32_t target_count;
	int32_t open_count;
	uint32_t flags;
	uint32_t event_nr;
	uint32_t padding;
	uint64_t dev; /* answered by CREATE, in the kernel's large encoding */
	char name[128];
	char uuid[129];
	char data[7];
};
static_assert(sizeof(struct hv_dm) == 312, "struct dm_ioctl");
static_assert(offsetof(struct hv_dm, dev) == 40, "dm_ioctl.dev");

struct hv_dm_target {
	uint64_t start, length; /* sectors of 512 bytes */
	int32_t status;
	uint32_t next;
	char type[16];
	/* its parameters, a text with its NUL */
};
static_assert(sizeof(struct hv_dm_target) == 40, "struct dm_target_spec");

#define HV_DM_CREATE     _IOWR(0xfd, 3, struct hv_dm)
#define HV_DM_REMOVE     _IOWR(0xfd, 4, struct hv_dm)
#define HV_DM_SUSPEND    _IOWR(0xfd, 6, struct hv_dm) /* or, without a flag, resume */
#define HV_DM_TABLE_LOAD _IOWR(0xfd, 9, struct hv_dm)

#define HV_DM_READ_ONLY 1u

static inline uint32_t hv_dm_major(uint64_t dev)
{
	return (uint32_t)(dev >> 8 & 0xfff);
}

static inline uint32_t hv_dm_minor(uint64_t dev)
{
	return (uint32_t)((dev & 0xff) | (dev >> 12 & 0xfff00));
}
