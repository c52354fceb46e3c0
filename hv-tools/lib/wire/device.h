/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's hv_utils and the daemons say to each other through the character devices: the requests
 * of the host with texts in UTF-8, and the registration of the daemon. Source: the kernel's
 * include/uapi/linux/hyperv.h (struct hv_kvp_msg, hv_vss_msg, hv_start_fcopy, hv_do_fcopy), drivers/hv/hv_kvp.c,
 * hv_snapshot.c and, up to 6.9, hv_fcopy.c. All fields are in the machine's byte order and packed. A reply is
 * the request with its first four bytes replaced by a status of wire/ic.h.
 */
#pragma once
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define HV_DEVICE_KVP   "/dev/vmbus/hv_kvp"
#define HV_DEVICE_VSS   "/dev/vmbus/hv_vss"
#define HV_DEVICE_FCOPY "/dev/vmbus/hv_fcopy"

/* KVP: messages of one size both ways; operations and pools are those of wire/kvp.h. */
#define HV_DEVICE_KVP_REGISTER \
	100u /* with IP injection; answered with itself and a version text in the body */

struct hv_device_kvp_value {
	uint32_t type;
	uint32_t key_size, value_size; /* bytes with the NUL */
	char key[512];
	char value[2048];
} __attribute__((packed));

struct hv_device_kvp_ip { /* texts, lists parted by ';' */
	char adapter
		[256]; /* SET: "{GUID}" of /sys/class/net/NAME/device/device_id; GET: "AA:BB:..." */
	uint8_t family; /* enum hv_kvp_family */
	uint8_t dhcp;
	char address[2048];
	char mask[2048];
	char gateway[1024];
	char dns[2048];
} __attribute__((packed));

struct hv_device_kvp {
	union {
		struct {
			uint8_t op, pool;
			uint16_t reserved;
		};
		uint32_t status; /* in replies */
	};
	union {
		char version[512];                /* REGISTER */
		struct hv_device_kvp_value value; /* GET, SET */
		struct {
			uint32_t key_size;
			char key[512];
		} remove; /* DELETE */
		struct {
			uint32_t index;
			struct hv_device_kvp_value value;
		} enumerate;
		struct hv_device_kvp_ip ip; /* GET_IP, SET_IP */
		uint8_t bytes[7428];
	};
} __attribute__((packed));
static_assert(sizeof(struct hv_device_kvp) == 7432, "hv_kvp_msg");
static_assert(offsetof(struct hv_device_kvp, value.value) == 528, "hv_kvp_msg.body.kvp_set");
static_assert(offsetof(struct hv_device_kvp, enumerate.value.value) == 532,
              "hv_kvp_msg.body.kvp_enum_data");
static_assert(offsetof(struct hv_device_kvp, ip.dns) == 5382, "hv_kvp_msg.body.kvp_ip_val");

/* VSS; operations are those of wire/vss.h. */
#define HV_DEVICE_VSS_REGISTER 129u /* answered with the bare number, four bytes */

struct hv_device_vss {
	union {
		uint8_t op;
		uint32_t status; /* in replies */
		uint8_t bytes[8];
	};
	uint32_t flags;
} __attribute__((packed));
static_assert(sizeof(struct hv_device_vss) == 12, "hv_vss_msg");

/* fcopy up to 6.9: the daemon writes this number and is answered with it; texts of START are UTF-8 here. */
#define HV_DEVICE_FCOPY_VERSION 1u

struct hv_device_fcopy_start {
	uint32_t op; /* wire/fcopy.h */
	uint8_t service[2][16];
	char name[520], path[520];
	uint32_t flags;
	uint64_t size;
} __attribute__((packed));
static_assert(sizeof(struct hv_device_fcopy_start) == 1088, "hv_start_fcopy");
