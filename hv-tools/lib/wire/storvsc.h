/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The storage channel: what travels in the rings of a SCSI or IDE controller. Packets from the guest are
 * in-band, or GPA-direct when there is data; the host answers each with a completion of the same
 * transaction id. Protocols before 5.1 (Windows 8) had a shorter request and are of no concern here: from
 * 5.1 on all sizes are the same. Source: the kernel's drivers/scsi/storvsc_drv.c (struct vstor_packet,
 * struct vmscsi_request). All fields are little endian and packed.
 */
#pragma once
#include "wire/guid.h"
#include <assert.h>
#include <stdint.h>

/* The offers. The instances are those of an Azure machine's controller and of a Gen1 machine's first IDE disk. */
#define HV_SCSI_CLASS \
	HV_GUID(0xba6163d9, 0x04a1, 0x4d29, 0xb6, 0x05, 0x72, 0xe2, 0xff, 0xb1, 0xdc, 0x7f)
#define HV_SCSI_INSTANCE \
	HV_GUID(0xf8b3781a, 0x1e82, 0x4818, 0xa1, 0xc3, 0x63, 0xd8, 0x06, 0xec, 0x15, 0xbb)
#define HV_IDE_CLASS \
	HV_GUID(0x32412632, 0x86cb, 0x44a2, 0x9b, 0x5c, 0x50, 0xd1, 0x41, 0x73, 0x54, 0xf5)
#define HV_IDE_INSTANCE HV_GUID(0x00000000, 0x0000, 0x8899, 0, 0, 0, 0, 0, 0, 0, 0)

enum hv_storvsc_operation {
	HV_STORVSC_COMPLETE_IO = 1,
	HV_STORVSC_REMOVE_DEVICE = 2,
	HV_STORVSC_EXECUTE_SRB = 3,
	HV_STORVSC_RESET_LUN = 4,
	HV_STORVSC_RESET_ADAPTER = 5,
	HV_STORVSC_RESET_BUS = 6,
	HV_STORVSC_BEGIN_INIT = 7,
	HV_STORVSC_END_INIT = 8,
	HV_STORVSC_QUERY_VERSION = 9,
	HV_STORVSC_QUERY_PROPERTIES = 10,
	HV_STORVSC_ENUMERATE_BUS = 11, /* host to guest, transaction 0: disks came or went */
	HV_STORVSC_CREATE_SUB_CHANNELS = 13,
};

#define HV_STORVSC_VERSION(major, minor) ((uint16_t)((major) << 8 | (minor)))

/* Status words: NTSTATUS codes. */
#define HV_STORVSC_OK                0u
#define HV_STORVSC_INVALID_PARAMETER 0xc000000du
#define HV_STORVSC_INVALID_REQUEST   0xc0000010u
#define HV_STORVSC_NO_MEMORY         0xc000009au
#define HV_STORVSC_REVISION_MISMATCH 0xc0000059u
#define HV_STORVSC_INVALID_STATE     0xc0000184u

enum hv_srb_direction { HV_SRB_WRITE = 0, HV_SRB_READ = 1, HV_SRB_NO_DATA = 2 };

enum hv_srb_status {
	HV_SRB_SUCCESS = 0x01,
	HV_SRB_ERROR = 0x04,
	HV_SRB_BUSY = 0x05,
	HV_SRB_INVALID_REQUEST = 0x06,
	HV_SRB_INVALID_LUN = 0x20,
	HV_SRB_AUTOSENSE_VALID = 0x80,
};

#define HV_SRB_CDB_SIZE   16
#define HV_SRB_SENSE_SIZE 20

struct hv_storvsc_srb {
	uint16_t length;
	uint8_t srb_status;
	uint8_t scsi_status;
	uint8_t port;
	uint8_t path;
	uint8_t target;
	uint8_t lun;
	uint8_t cdb_length;
	uint8_t sense_length;
	uint8_t direction; /* enum hv_srb_direction */
	uint8_t reserved;
	uint32_t transfer_length;
	union {
		uint8_t cdb[HV_SRB_CDB_SIZE];     /* request */
		uint8_t sense[HV_SRB_SENSE_SIZE]; /* answer */
	};
	uint16_t reserved2;
	uint8_t queue_tag;
	uint8_t queue_action;
	uint32_t flags;
	uint32_t timeout_s;
	uint32_t sort_key;
} __attribute__((packed));
static_assert(sizeof(struct hv_storvsc_srb) == 52, "vmscsi_request");

struct hv_storvsc_properties {
	uint32_t reserved;
	uint16_t max_channels; /* besides the first */
	uint16_t reserved2;
	uint32_t flags;
	uint32_t max_transfer;
	uint64_t reserved3;
} __attribute__((packed));
static_assert(sizeof(struct hv_storvsc_properties) == 24, "vmstorage_channel_properties");

struct hv_storvsc_packet {
	uint32_t operation;
	uint32_t flags; /* 1: completion wanted */
	uint32_t status;
	union {
		struct hv_storvsc_srb srb;
		struct hv_storvsc_properties properties;
		uint16_t version;
		uint8_t bytes[52];
	};
} __attribute__((packed));
static_assert(sizeof(struct hv_storvsc_packet) == 64, "vstor_packet");
