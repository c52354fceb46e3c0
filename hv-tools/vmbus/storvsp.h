/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Storage controllers: the host's end of the channel that the guest's storvsc drives, with a disk for each
 * LUN. Packets are checked in the reactor's loop; what they ask for is done, in the order in which it
 * came, by a thread of the controller's own. The thread touches the guest's memory while it holds no lock,
 * but never after closed() has returned. Completions go out from the loop.
 *
 * Events: disk {state: attached, detached, reset or error; controller; lun; error}.
 */
#pragma once
#include "channel.h"
#include "disk.h"
#include "journal.h"
#include "scsi.h"
#include "vmbus.h"
#include "worker.h"

enum storvsp_kind {
	STORVSP_SCSI,
	STORVSP_IDE, /* one disk of Gen1: LUN 0, offered once there is one */
	STORVSP_KINDS,
};

enum {
	STORVSP_MAX_REQUESTS = 1024, /* under way; Linux has a third of that */
	STORVSP_MAX_ERRORS = 64,     /* told of in events, then only counted */
};

struct storvsp {
	enum storvsp_kind kind;
	struct device device;
	struct vmbus *vmbus;
	struct journal *journal;
	struct disk disks[DISK_MAX_LUN + 1]; /* by LUN; fd -1: none */

	int stage;             /* of the handshake */
	bool scanned;          /* the guest has begun to look for its disks */
	uint64_t attention;    /* LUNs that are to tell of a reset */
	uint64_t delay_ns;     /* for each I/O request: a slow disk */
	uint64_t failures;     /* that many I/O requests are to fail */
	unsigned int requests; /* under way */
	uint64_t commands[SCSI_KINDS], bytes[SCSI_KINDS], errors; /* so far */

	struct worker worker;
	uint8_t *buffer; /* the thread's */
};

/*
 * Register the controller with @vmbus. Its disks answer once storvsp.worker is started. 0, or -1 with errno;
 * storvsp_done(), after vmbus_done(), in both cases.
 */
int storvsp_init(struct storvsp *s, enum storvsp_kind kind, struct vmbus *vmbus,
                 struct journal *journal);
void storvsp_done(struct storvsp *s);

/* @lun -1: the next that is free. 0, or -1 with the reason in @error. */
int storvsp_attach(struct storvsp *s, int lun, const char *path, enum disk_mode mode, char *error,
                   size_t size);
/* The file is closed, and what the guest still asks of the disk fails. 0, or -ENOENT. */
int storvsp_detach(struct storvsp *s, uint64_t lun);

/* What was done so far, as an object named as the controller, for the last event. */
void storvsp_note(const struct storvsp *s, struct hv_json *e);
