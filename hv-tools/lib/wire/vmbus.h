/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMBus control messages: the payload of SynIC messages of type HV_MESSAGE_VMBUS. There is no public
 * specification; source of each struct is the kernel's include/linux/hyperv.h (struct vmbus_channel_*)
 * and drivers/hv/connection.c. All fields are little endian and packed.
 */
#pragma once
#include "wire/guid.h"
#include "wire/ring.h"
#include <assert.h>
#include <stdint.h>

enum hv_vmbus_message {
	HV_VMBUS_OFFER = 1,
	HV_VMBUS_RESCIND = 2,
	HV_VMBUS_REQUEST_OFFERS = 3,
	HV_VMBUS_ALL_OFFERS_DELIVERED = 4,
	HV_VMBUS_OPEN = 5,
	HV_VMBUS_OPEN_RESULT = 6,
	HV_VMBUS_CLOSE = 7,
	HV_VMBUS_GPADL_HEADER = 8,
	HV_VMBUS_GPADL_BODY = 9,
	HV_VMBUS_GPADL_CREATED = 10,
	HV_VMBUS_GPADL_TEARDOWN = 11,
	HV_VMBUS_GPADL_TORNDOWN = 12,
	HV_VMBUS_RELID_RELEASED = 13,
	HV_VMBUS_INITIATE_CONTACT = 14,
	HV_VMBUS_VERSION_RESPONSE = 15,
	HV_VMBUS_UNLOAD = 16,
	HV_VMBUS_UNLOAD_RESPONSE = 17,
	HV_VMBUS_MODIFY_CHANNEL = 22,
	HV_VMBUS_MODIFY_CHANNEL_RESPONSE = 24,
};

#define HV_VMBUS_VERSION(major, minor) ((uint32_t)(major) << 16 | (uint32_t)(minor))
#define HV_VMBUS_VERSION_5_0           HV_VMBUS_VERSION(5, 0)
#define HV_VMBUS_VERSION_5_3           HV_VMBUS_VERSION(5, 3)
#define HV_VMBUS_VERSION_6_0           HV_VMBUS_VERSION(6, 0)

/*
 * Connection ids of the control messages: up to 4.1 the guest posts everything to 1; from 5.0 on it posts
 * INITIATE_CONTACT to 4 and the rest to the id that VERSION_RESPONSE names.
 */
#define HV_VMBUS_CONNECTION_OLD 1u
#define HV_VMBUS_CONNECTION     4u

struct hv_vmbus_header {
	uint32_t type;
	uint32_t padding;
} __attribute__((packed));
static_assert(sizeof(struct hv_vmbus_header) == 8, "vmbus_channel_message_header");

struct hv_vmbus_initiate_contact {
	struct hv_vmbus_header header;
	uint32_t version;
	uint32_t target_vp;
	union {
		uint64_t interrupt_page; /* below 5.0 */
		struct {
			uint8_t sint;
			uint8_t vtl;
			uint8_t reserved[6];
		} __attribute__((packed));
	} __attribute__((packed));
	uint64_t monitor_page1;
	uint64_t monitor_page2;
} __attribute__((packed));
static_assert(sizeof(struct hv_vmbus_initiate_contact) == 40, "vmbus_channel_initiate_contact");

struct hv_vmbus_version_response {
	struct hv_vmbus_header header;
	uint8_t supported;
	uint8_t connection_state;
	uint16_t padding;
	uint32_t connection_id; /* from 5.0 on; below, the version */
} __attribute__((packed));
static_assert(sizeof(struct hv_vmbus_version_response) == 16, "vmbus_channel_version_response");

/* From 6.0 on the response says which features of those asked for the host has. */
struct hv_vmbus_version_response_6 {
	struct hv_vmbus_version_response response;
	uint32_t features;
} __attribute__((packed));
static_assert(sizeof(struct hv_vmbus_version_response_6) == 20, "OpenVMM, VersionResponse2");

#define HV_VMBUS_OFFER_PIPE    0x10u /* flags: the channel carries messages with a pipe header */
#define HV_VMBUS_PIPE_MESSAGES 4u    /* first word of user[] then */
#define HV_VMBUS_USER_SIZE     120

struct hv_vmbus_offer {
	struct hv_vmbus_header header;
	struct hv_guid class, instance;
	uint64_t reserved[2];
	uint16_t flags;
	uint16_t mmio_mib;
	uint8_t user[HV_VMBUS_USER_SIZE];
	uint16_t subchannel;
	uint16_t reserved2;
	uint32_t relid;
	uint8_t monitor_id;
	uint8_t monitor_allocated; /* 1: the guest signals by a bit in a monitor page, to be polled */
	uint16_t dedicated;        /* 1: it does not use the interrupt page either */
	uint32_t connection_id;
} __attribute__((packed));
static_assert(sizeof(struct hv_vmbus_offer) == 196, "vmbus_channel_offer_channel");

/* RESCIND, CLOSE and RELID_RELEASED */
struct hv_vmbus_channel {
	struct hv_vmbus_header header;
	uint32_t relid;
} __attribute__((packed));

struct hv_vmbus_open {
	struct hv_vmbus_header header;
	uint32_t relid;
	uint32_t open_id;
	uint32_t gpadl;
	uint32_t target_vp;
	uint32_t downstream_page; /* the host-to-guest ring begins here; before it is the other */
	uint8_t user[HV_VMBUS_USER_SIZE];
} __attribute__((packed));
static_assert(sizeof(struct hv_vmbus_open) == 148, "vmbus_channel_open_channel");

struct hv_vmbus_open_result {
	struct hv_vmbus_header header;
	uint32_t relid;
	uint32_t open_id;
	uint32_t status;
} __attribute__((packed));

/* Followed by page frame numbers, as many as there is room for. */
struct hv_vmbus_gpadl_header {
	struct hv_vmbus_header header;
	uint32_t relid;
	uint32_t gpadl;
	uint16_t range_length; /* of the range with all its page numbers */
	uint16_t range_count;
	struct hv_gpa_range range;
} __attribute__((packed));
static_assert(sizeof(struct hv_vmbus_gpadl_header) == 28, "vmbus_channel_gpadl_header");

struct hv_vmbus_gpadl_body {
	struct hv_vmbus_header header;
	uint32_t number;
	uint32_t gpadl;
} __attribute__((packed));

struct hv_vmbus_gpadl_created {
	struct hv_vmbus_header header;
	uint32_t relid;
	uint32_t gpadl;
	uint32_t status;
} __attribute__((packed));

struct hv_vmbus_gpadl_teardown {
	struct hv_vmbus_header header;
	uint32_t relid;
	uint32_t gpadl;
} __attribute__((packed));

struct hv_vmbus_gpadl_torndown {
	struct hv_vmbus_header header;
	uint32_t gpadl;
} __attribute__((packed));

struct hv_vmbus_modify {
	struct hv_vmbus_header header;
	uint32_t relid;
	uint32_t target_vp;
} __attribute__((packed));

struct hv_vmbus_modify_response {
	struct hv_vmbus_header header;
	uint32_t relid;
	uint32_t status;
} __attribute__((packed));
