/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/btrfs-control. Source: the kernel's include/uapi/linux/btrfs.h (struct btrfs_ioctl_vol_args). */
#pragma once
#include <assert.h>
#include <stdint.h>
#include <sys/ioctl.h>

struct hv_btrfs_device {
	int64_t fd;
	char name[4088];
};
static_assert(sizeof(struct hv_btrfs_device) == 4096, "btrfs_ioctl_vol_args");

#define HV_BTRFS_SCAN_DEV _IOW(0x94, 4, struct hv_btrfs_device)
