/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The netlink socket of device events, for C libraries that come without the kernel's headers. Source:
 * include/uapi/linux/netlink.h (NETLINK_KOBJECT_UEVENT, struct sockaddr_nl); group 1 is the kernel's own
 * (lib/kobject_uevent.c).
 */
#pragma once
#include <assert.h>
#include <stdint.h>

enum { HV_NL_UEVENT = 15, HV_NL_UEVENT_KERNEL = 1 };

struct hv_nl_address {
	uint16_t family, padding; /* AF_NETLINK */
	uint32_t port, groups;    /* the kernel's port is 0 */
};
static_assert(sizeof(struct hv_nl_address) == 12, "sockaddr_nl");
