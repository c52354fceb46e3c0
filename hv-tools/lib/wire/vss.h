/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VSS, the backup service: the body of an integration service's message of type HV_IC_VSS. How an
 * operation went stands in the status of the message's header. Source: the kernel's
 * include/uapi/linux/hyperv.h (struct hv_vss_msg) and drivers/hv/hv_snapshot.c. All fields are little
 * endian and packed.
 */
#pragma once
#include "wire/guid.h"
#include <assert.h>
#include <stdint.h>

/* The service's offer */
#define HV_VSS_CLASS \
	HV_GUID(0x35fa2e29, 0xea23, 0x4236, 0x96, 0xae, 0x3a, 0x6e, 0xba, 0xcb, 0xa4, 0x40)
#define HV_VSS_INSTANCE \
	HV_GUID(0x2450ee40, 0x33bf, 0x4fbd, 0x89, 0x2e, 0x9f, 0xb0, 0x6e, 0x92, 0x14, 0xcf)

enum hv_vss_op {
	HV_VSS_CREATE = 0,
	HV_VSS_DELETE = 1,
	HV_VSS_CHECK = 2, /* can the guest be backed up while it runs? */
	HV_VSS_GET_DM_INFO = 3,
	HV_VSS_COMPLETE = 4,
	HV_VSS_FREEZE = 5,
	HV_VSS_THAW = 6,
	HV_VSS_AUTO_RECOVER = 7,
};

struct hv_vss_message {
	uint8_t op;
	uint8_t reserved[7];
	uint32_t flags; /* in answers to CHECK and GET_DM_INFO */
} __attribute__((packed));
static_assert(sizeof(struct hv_vss_message) == 12, "hv_vss_msg");

/* FREEZE comes with a list of the disks, which Linux does not read, and is as long as this. */
#define HV_VSS_FREEZE_SIZE 6260
