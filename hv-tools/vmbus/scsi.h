/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SCSI commands on a disk. Knows nothing of VMBus: a command descriptor block and a buffer come in, sense
 * and data go out. Source: T10's SPC-4 and SBC-3; what Linux asks for: drivers/scsi/scsi_scan.c and sd.c.
 */
#pragma once
#include "disk.h"
#include "wire/scsi.h"

enum { SCSI_MAX_TRANSFER = 256 * 1024 };

/* READ and later are I/O, for faults and counters; ALWAYS is answered also where there is no disk. */
enum scsi_kind {
	SCSI_ALWAYS,
	SCSI_OTHER,
	SCSI_READ,
	SCSI_WRITE,
	SCSI_FLUSH,
	SCSI_DISCARD,
	SCSI_KINDS
};

struct scsi_task {
	struct disk *disk; /* NULL: no unit of this number */
	uint64_t luns;     /* of the target, a bit for each */
	uint8_t lun;
	uint8_t cdb_size;
	uint8_t cdb[16];
	uint8_t *data; /* SCSI_MAX_TRANSFER bytes, not the guest's: it cannot change them */
	uint32_t out_size, in_size; /* what the guest has sent, or has room for */
	uint32_t done;              /* result: how much of that was used, 0 unless all is well */
	int error;                  /* result: the host's errno, when that was the trouble */
};

enum scsi_kind scsi_kind(uint8_t opcode);
enum scsi_sense scsi_execute(struct scsi_task *t);
void scsi_sense_fill(enum scsi_sense sense, struct scsi_sense_data *ret);
