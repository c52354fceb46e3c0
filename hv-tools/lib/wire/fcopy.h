/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fcopy, a file from the host into the guest: the body of an integration service's message of type
 * HV_IC_FCOPY. Source: the kernel's include/uapi/linux/hyperv.h (struct hv_start_fcopy, hv_do_fcopy) and
 * tools/hv/hv_fcopy_uio_daemon.c. All fields are little endian and packed.
 */
#pragma once
#include "wire/guid.h"
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/* The service's offer; the instance is known to guests, too */
#define HV_FCOPY_CLASS \
	HV_GUID(0x34d14be3, 0xdee4, 0x41c8, 0x9a, 0xe7, 0x6b, 0x17, 0x49, 0x77, 0xc1, 0x92)
#define HV_FCOPY_INSTANCE \
	HV_GUID(0xeb765408, 0x105f, 0x49b6, 0xb4, 0xaa, 0xc1, 0x23, 0xb6, 0x4d, 0x17, 0xd4)

#define HV_FCOPY_PATH 260 /* UTF-16 units of a name and of a path, NUL included */

enum hv_fcopy_op {
	HV_FCOPY_START = 0,
	HV_FCOPY_WRITE = 1,
	HV_FCOPY_COMPLETE = 2,
	HV_FCOPY_CANCEL = 3,
};

#define HV_FCOPY_OVERWRITE   1u
#define HV_FCOPY_CREATE_PATH 2u
#define HV_FCOPY_CHUNK       6144

struct hv_fcopy_header { /* all of COMPLETE and CANCEL */
	uint32_t op;
	uint8_t service[2][16];
} __attribute__((packed));
static_assert(sizeof(struct hv_fcopy_header) == 36, "hv_fcopy_hdr");

struct hv_fcopy_start {
	struct hv_fcopy_header header;
	uint8_t name[HV_FCOPY_PATH * 2]; /* UTF-16 */
	uint8_t path[HV_FCOPY_PATH *
	             2]; /* ends in '/', or guests take its last folder for a part of the name */
	uint32_t flags;
	uint64_t size;
} __attribute__((packed));
static_assert(sizeof(struct hv_fcopy_start) == 1088, "hv_start_fcopy");
static_assert(offsetof(struct hv_fcopy_start, flags) == 1076, "hv_start_fcopy.copy_flags");

struct hv_fcopy_write {
	struct hv_fcopy_header header;
	uint32_t padding;
	uint64_t offset;
	uint32_t size;
	uint8_t data[HV_FCOPY_CHUNK];
} __attribute__((packed));
static_assert(sizeof(struct hv_fcopy_write) == 6196, "hv_do_fcopy");
static_assert(offsetof(struct hv_fcopy_write, data) == 52, "hv_do_fcopy.data");
