/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Integration services: what travels in the rings of heartbeat, time synchronisation, shutdown, KVP, VSS
 * and fcopy. Source: the kernel's include/linux/hyperv.h (struct icmsg_hdr, struct icmsg_negotiate and
 * the messages of each service), drivers/hv/hv_util.c. All fields are little endian and packed.
 */
#pragma once
#include "wire/guid.h"
#include <assert.h>
#include <stdint.h>

/* The offers of the services that have no header of their own. */
#define HV_HEARTBEAT_CLASS \
	HV_GUID(0x57164f39, 0x9115, 0x4e78, 0xab, 0x55, 0x38, 0x2f, 0x3b, 0xd5, 0x42, 0x2d)
#define HV_HEARTBEAT_INSTANCE \
	HV_GUID(0xfd149e91, 0x82e0, 0x4a7d, 0xaf, 0xa6, 0x2a, 0x41, 0x66, 0xcb, 0xd7, 0xc0)
#define HV_TIMESYNC_CLASS \
	HV_GUID(0x9527e630, 0xd0ae, 0x497b, 0xad, 0xce, 0xe8, 0x0a, 0xb0, 0x17, 0x5c, 0xaf)
#define HV_TIMESYNC_INSTANCE \
	HV_GUID(0x2dd1ce17, 0x079e, 0x403c, 0xb3, 0x52, 0xa1, 0x92, 0x1e, 0xe2, 0x07, 0xee)
#define HV_SHUTDOWN_CLASS \
	HV_GUID(0x0e0b6031, 0x5213, 0x4934, 0x81, 0x8b, 0x38, 0xd9, 0x0c, 0xed, 0x39, 0xdb)
#define HV_SHUTDOWN_INSTANCE \
	HV_GUID(0xb6650ff7, 0x33bc, 0x4840, 0x80, 0x48, 0xe0, 0x67, 0x67, 0x86, 0xf3, 0x93)

enum hv_ic_message {
	HV_IC_NEGOTIATE = 0,
	HV_IC_HEARTBEAT = 1,
	HV_IC_KVP = 2,
	HV_IC_SHUTDOWN = 3,
	HV_IC_TIMESYNC = 4,
	HV_IC_VSS = 5,
	HV_IC_FCOPY = 7,
};

enum hv_ic_flag {
	HV_IC_TRANSACTION = 1,
	HV_IC_REQUEST = 2,
	HV_IC_RESPONSE = 4,
};

/* Status words the services use: HRESULTs of Windows. */
#define HV_IC_OK               0u
#define HV_IC_FAIL             0x80004005u
#define HV_IC_GUID_NOT_FOUND   0x80041002u
#define HV_IC_NOT_SUPPORTED    0x80070032u
#define HV_IC_INVALID_ARGUMENT 0x80070057u
#define HV_IC_FILE_EXISTS      0x80070050u
#define HV_IC_DISK_FULL        0x80070070u
#define HV_IC_NO_MORE_ITEMS    0x80070103u

struct hv_ic_version {
	uint16_t major, minor;
} __attribute__((packed));

/* Payload of an in-band packet: the pipe header, then this, then the body of @size bytes. */
struct hv_ic_pipe {
	uint32_t flags; /* 1: data */
	uint32_t size;  /* of what follows */
} __attribute__((packed));

struct hv_ic_header {
	struct hv_ic_version framework;
	uint16_t type;
	struct hv_ic_version version;
	uint16_t size;
	uint32_t status;
	uint8_t transaction;
	uint8_t flags;
	uint16_t reserved;
} __attribute__((packed));
static_assert(sizeof(struct hv_ic_header) == 20, "icmsg_hdr");

/* Body of a negotiation: frameworks first, then message versions; n_ 0 in an answer means "none fits". */
struct hv_ic_negotiate {
	uint16_t n_frameworks;
	uint16_t n_messages;
	uint32_t reserved;
	struct hv_ic_version versions[];
} __attribute__((packed));
static_assert(sizeof(struct hv_ic_negotiate) == 8, "icmsg_negotiate");

struct hv_ic_heartbeat {
	uint64_t sequence; /* the guest answers one more */
	uint32_t reserved[8];
} __attribute__((packed));
static_assert(sizeof(struct hv_ic_heartbeat) == 40, "heartbeat_msg_data");

#define HV_IC_TIME_SYNC   1 /* set the clock now */
#define HV_IC_TIME_SAMPLE 2 /* one reading for who disciplines the clock */
/* Windows counts 100 ns from 1601-01-01: this is 1970-01-01. */
#define HV_IC_UNIX_EPOCH  116444736000000000ull

struct hv_ic_time { /* version 4 */
	uint64_t host_time;
	uint64_t reference_time; /* of the guest's reference counter, 100 ns */
	uint8_t flags;
	uint8_t leap;
	uint8_t stratum;
	uint8_t reserved[3];
} __attribute__((packed));
static_assert(sizeof(struct hv_ic_time) == 22, "ictimesync_ref_data");

struct hv_ic_time_old { /* versions 1 and 3 */
	uint64_t parent_time;
	uint64_t child_time;
	uint64_t round_trip;
	uint8_t flags;
} __attribute__((packed));
static_assert(sizeof(struct hv_ic_time_old) == 25, "ictimesync_data");

enum hv_ic_shutdown_flag { /* even: wait for programs; odd: by force */
	                   HV_IC_POWEROFF = 0,
	                   HV_IC_RESTART = 2,
	                   HV_IC_HIBERNATE = 4,
	                   HV_IC_FORCE = 1,
};

struct hv_ic_shutdown {
	uint32_t reason;
	uint32_t timeout_s;
	uint32_t flags;
	uint8_t message[2048]; /* UTF-16 */
} __attribute__((packed));
static_assert(sizeof(struct hv_ic_shutdown) == 2060, "shutdown_msg_data");
