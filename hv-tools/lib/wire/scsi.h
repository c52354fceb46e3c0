/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SCSI, as far as a disk needs it: commands and what they return. Source: T10's SPC-4 (commands of all
 * devices, sense data, VPD pages 00h 80h 83h) and SBC-3 (disks, VPD pages B0h B1h B2h); the same numbers
 * stand in the kernel's include/scsi/scsi_proto.h and drivers/scsi/sd.c. All fields are big endian.
 */
#pragma once
#include <assert.h>
#include <stdint.h>

static inline uint16_t scsi_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t scsi_be32(const uint8_t *p)
{
	return (uint32_t)scsi_be16(p) << 16 | scsi_be16(p + 2);
}

static inline uint64_t scsi_be64(const uint8_t *p)
{
	return (uint64_t)scsi_be32(p) << 32 | scsi_be32(p + 4);
}

enum scsi_opcode {
	SCSI_TEST_UNIT_READY = 0x00,
	SCSI_REQUEST_SENSE = 0x03,
	SCSI_READ_6 = 0x08,
	SCSI_WRITE_6 = 0x0a,
	SCSI_INQUIRY = 0x12,
	SCSI_MODE_SENSE_6 = 0x1a,
	SCSI_START_STOP_UNIT = 0x1b,
	SCSI_READ_CAPACITY_10 = 0x25,
	SCSI_READ_10 = 0x28,
	SCSI_WRITE_10 = 0x2a,
	SCSI_SYNCHRONIZE_CACHE_10 = 0x35,
	SCSI_UNMAP = 0x42,
	SCSI_MODE_SENSE_10 = 0x5a,
	SCSI_READ_16 = 0x88,
	SCSI_WRITE_16 = 0x8a,
	SCSI_SYNCHRONIZE_CACHE_16 = 0x91,
	SCSI_SERVICE_ACTION_IN_16 = 0x9e, /* READ CAPACITY(16) is action 10h */
	SCSI_REPORT_LUNS = 0xa0,
};

#define SCSI_ACTION_READ_CAPACITY_16 0x10

enum scsi_status { SCSI_GOOD = 0, SCSI_CHECK_CONDITION = 2, SCSI_TASK_SET_FULL = 0x28 };

/* What went wrong, as sense key, additional sense code and its qualifier; SPC-4 4.5.6 and annex F. */
#define SCSI_SENSE(key, asc, ascq) ((key) << 16 | (asc) << 8 | (ascq))

enum scsi_sense {
	SCSI_SENSE_NONE = 0,
	SCSI_SENSE_READ_ERROR = SCSI_SENSE(3, 0x11, 0), /* medium error */
	SCSI_SENSE_WRITE_ERROR = SCSI_SENSE(3, 0x0c, 0),
	SCSI_SENSE_LIST_LENGTH = SCSI_SENSE(5, 0x1a, 0), /* illegal request */
	SCSI_SENSE_OPCODE = SCSI_SENSE(5, 0x20, 0),
	SCSI_SENSE_RANGE = SCSI_SENSE(5, 0x21, 0),
	SCSI_SENSE_FIELD = SCSI_SENSE(5, 0x24, 0),
	SCSI_SENSE_NO_UNIT = SCSI_SENSE(5, 0x25, 0),
	SCSI_SENSE_LIST_FIELD = SCSI_SENSE(5, 0x26, 0),
	SCSI_SENSE_NO_SAVING = SCSI_SENSE(5, 0x39, 0),
	SCSI_SENSE_RESET = SCSI_SENSE(6, 0x29, 2),     /* unit attention */
	SCSI_SENSE_PROTECTED = SCSI_SENSE(7, 0x27, 0), /* data protect */
	SCSI_SENSE_NO_SPACE = SCSI_SENSE(7, 0x27, 7),
	SCSI_SENSE_ABORTED = SCSI_SENSE(11, 0, 0), /* aborted command */
};

/* Fixed format, SPC-4 4.5.3 */
struct scsi_sense_data {
	uint8_t response; /* 70h: current */
	uint8_t obsolete;
	uint8_t key;
	uint8_t information[4];
	uint8_t additional_length; /* of what follows */
	uint8_t command[4];
	uint8_t asc;
	uint8_t ascq;
	uint8_t rest[4];
};
static_assert(sizeof(struct scsi_sense_data) == 18, "SPC-4 4.5.3");

#define SCSI_NO_UNIT_HERE 0x7f /* peripheral: qualifier 3, type 1Fh */

/* SPC-4 6.4.2; all that guests ask for first */
struct scsi_inquiry {
	uint8_t peripheral;
	uint8_t removable;
	uint8_t version; /* 5: SPC-3 */
	uint8_t format;  /* 2, with HiSup */
	uint8_t additional_length;
	uint8_t flags[2];
	uint8_t queueing;  /* 2: CmdQue */
	char identity[28]; /* vendor 8, product 16, revision 4; filled up with blanks */
};
static_assert(sizeof(struct scsi_inquiry) == 36, "SPC-4 6.4.2");

struct scsi_vpd_head {
	uint8_t peripheral;
	uint8_t page;
	uint16_t length; /* of what follows */
} __attribute__((packed));

/* 80h */
struct scsi_vpd_serial {
	struct scsi_vpd_head head;
	char serial[16];
} __attribute__((packed));

/* 83h with one designator: binary, NAA, of the logical unit */
struct scsi_vpd_identity {
	struct scsi_vpd_head head;
	uint8_t code_set;
	uint8_t type;
	uint8_t reserved;
	uint8_t length;
	uint8_t company[4]; /* NAA 6, the company's id, padding */
	uint8_t lun;
	uint8_t reserved2[3];
	uint64_t id;
} __attribute__((packed));
static_assert(sizeof(struct scsi_vpd_identity) == 8 + 16, "SPC-4 7.8.6.6.6");

/* B0h */
struct scsi_vpd_limits {
	struct scsi_vpd_head head;
	uint8_t flags;
	uint8_t max_compare;
	uint16_t granularity;
	uint32_t max_transfer; /* blocks, as are those below */
	uint32_t best_transfer;
	uint32_t max_prefetch;
	uint32_t max_unmap;
	uint32_t max_unmap_ranges;
	uint32_t best_unmap;
	uint32_t unmap_alignment;
	uint8_t rest[28];
} __attribute__((packed));
static_assert(sizeof(struct scsi_vpd_limits) == 64, "SBC-3 6.6.4");

/* B1h */
struct scsi_vpd_medium {
	struct scsi_vpd_head head;
	uint16_t rotation; /* 1: does not rotate */
	uint8_t rest[58];
} __attribute__((packed));
static_assert(sizeof(struct scsi_vpd_medium) == 64, "SBC-3 6.6.2");

/* B2h */
struct scsi_vpd_provisioning {
	struct scsi_vpd_head head;
	uint8_t threshold;
	uint8_t flags; /* 80h: UNMAP is there, 04h: unmapped blocks read as zeroes */
	uint8_t type;  /* 2: thin */
	uint8_t group;
} __attribute__((packed));
static_assert(sizeof(struct scsi_vpd_provisioning) == 8, "SBC-3 6.6.6");

struct scsi_capacity_10 {
	uint32_t last_block;
	uint32_t block_bytes;
} __attribute__((packed));

struct scsi_capacity_16 {
	uint64_t last_block;
	uint32_t block_bytes;
	uint8_t protection;
	uint8_t exponents;
	uint16_t provisioning; /* 8000h: thin, 4000h: unmapped blocks read as zeroes */
	uint8_t rest[16];
} __attribute__((packed));
static_assert(sizeof(struct scsi_capacity_16) == 32, "SBC-3 5.16.2");

#define SCSI_MODE_WRITE_PROTECTED 0x80
#define SCSI_MODE_FUA             0x10 /* DPO and FUA bits are understood */
#define SCSI_MODE_PAGE_CACHING    0x08
#define SCSI_MODE_PAGE_ALL        0x3f

/*
 * Headers of MODE SENSE(6): length of what follows, medium, specific, length of block descriptors; and of
 * MODE SENSE(10): the same with lengths of two bytes, and two reserved bytes before the last. SPC-4 7.5.5.
 */
#define SCSI_MODE_HEAD_6  4
#define SCSI_MODE_HEAD_10 8

struct scsi_mode_caching {
	uint8_t page;
	uint8_t length;
	uint8_t flags; /* 4: writes are cached until flushed */
	uint8_t rest[17];
};
static_assert(sizeof(struct scsi_mode_caching) == 20, "SBC-3 6.5.5");

/* Parameter list of UNMAP: this, and descriptors. */
struct scsi_unmap_head {
	uint16_t length;             /* of what follows it */
	uint16_t descriptors_length; /* bytes */
	uint32_t reserved;
} __attribute__((packed));

struct scsi_unmap_range {
	uint64_t block;
	uint32_t count;
	uint32_t reserved;
} __attribute__((packed));
static_assert(sizeof(struct scsi_unmap_range) == 16, "SBC-3 5.28.2");
