/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVP, the exchange of key-value pairs and network settings: the body of an integration service's message
 * of type HV_IC_KVP. Texts are UTF-16, their sizes bytes with the NUL. The guest answers in place, so a
 * request is as long as the longest answer. Source: the kernel's include/uapi/linux/hyperv.h (struct
 * hv_kvp_msg, hv_kvp_ip_msg) and drivers/hv/hv_kvp.c. All fields are little endian and packed.
 */
#pragma once
#include "wire/guid.h"
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/* The service's offer */
#define HV_KVP_CLASS \
	HV_GUID(0xa9a0f4e7, 0x5a45, 0x4d96, 0xb8, 0x27, 0x8a, 0x84, 0x1e, 0x8c, 0x03, 0xe6)
#define HV_KVP_INSTANCE \
	HV_GUID(0x242ff919, 0x07db, 0x4180, 0x9c, 0x2e, 0xb8, 0x6c, 0xb6, 0x8c, 0x8c, 0x55)

#define HV_KVP_KEY_SIZE   512
#define HV_KVP_VALUE_SIZE 2048

enum hv_kvp_op {
	HV_KVP_GET = 0,
	HV_KVP_SET = 1,
	HV_KVP_DELETE = 2,
	HV_KVP_ENUMERATE = 3, /* ends with status HV_IC_NO_MORE_ITEMS */
	HV_KVP_GET_IP = 4,
	HV_KVP_SET_IP = 5,
};

enum hv_kvp_pool {                           /* who writes it: */
	           HV_KVP_EXTERNAL = 0,      /* the host's user */
	           HV_KVP_GUEST = 1,         /* the guest's programs */
	           HV_KVP_AUTO = 2,          /* the guest's daemon: what it is */
	           HV_KVP_AUTO_EXTERNAL = 3, /* the host: what it is */
	           HV_KVP_AUTO_INTERNAL = 4,
};

enum hv_kvp_type {
	HV_KVP_STRING = 1,
	HV_KVP_EXPAND_STRING = 2, /* Windows only */
	HV_KVP_U32 = 4,
	HV_KVP_U64 = 8,          /* as Linux has it */
	HV_KVP_U64_WINDOWS = 11, /* REG_QWORD */
};

struct hv_kvp_header {
	uint8_t op;
	uint8_t pool;
	uint16_t reserved;
} __attribute__((packed));

struct hv_kvp_value {
	uint32_t type;
	uint32_t key_size;
	uint32_t value_size;
	uint8_t key[HV_KVP_KEY_SIZE];
	uint8_t value[HV_KVP_VALUE_SIZE]; /* a number stands at its start */
} __attribute__((packed));
static_assert(sizeof(struct hv_kvp_value) == 2572, "hv_kvp_exchg_msg_value");

struct hv_kvp_exchange { /* GET, SET */
	struct hv_kvp_header header;
	struct hv_kvp_value value;
	uint32_t padding;
} __attribute__((packed));
static_assert(sizeof(struct hv_kvp_exchange) == 2580, "hv_kvp_msg");
static_assert(offsetof(struct hv_kvp_exchange, value.key) == 16, "hv_kvp_msg.body.kvp_set");

struct hv_kvp_delete {
	struct hv_kvp_header header;
	uint32_t key_size;
	uint8_t key[HV_KVP_KEY_SIZE];
	uint8_t padding[2060];
} __attribute__((packed));
static_assert(sizeof(struct hv_kvp_delete) == 2580, "hv_kvp_msg");

struct hv_kvp_enumerate {
	struct hv_kvp_header header;
	uint32_t index;
	struct hv_kvp_value value;
} __attribute__((packed));
static_assert(sizeof(struct hv_kvp_enumerate) == 2580, "hv_kvp_msg");
static_assert(offsetof(struct hv_kvp_enumerate, value.value) == 532,
              "hv_kvp_msg.body.kvp_enum_data");

enum hv_kvp_family {
	HV_KVP_NO_FAMILY = 0,
	HV_KVP_IPV4 = 1,
	HV_KVP_IPV6 = 2,
};

struct hv_kvp_ip { /* GET_IP, SET_IP; lists are parted by ';' */
	uint8_t op;
	uint8_t pool;
	uint8_t adapter[256]; /* GET_IP: a MAC, "00:15:5D:..." */
	uint8_t family;
	uint8_t dhcp;
	uint8_t address[2048];
	uint8_t mask[2048];
	uint8_t gateway[1024];
	uint8_t dns[2048];
} __attribute__((packed));
static_assert(sizeof(struct hv_kvp_ip) == 7428, "hv_kvp_ip_msg");
static_assert(offsetof(struct hv_kvp_ip, address) == 260, "hv_kvp_ip_msg.kvp_ip_val.ip_addr");
