/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file from the host into the guest, one chunk at a time as the guest takes them. Events: fcopy {op,
 * status} for each answer, but for writes only when one fails; at the end op "done" {name, bytes, status,
 * and error if the host gave up}.
 */
#pragma once
#include "ic.h"
#include "wire/fcopy.h"

struct fcopy {
	struct ic ic;
	int fd; /* of the file under way, -1: none */
	uint64_t size, sent;
	uint32_t chunk;      /* bytes of the write at the guest */
	const char *gave_up; /* why the next packet, or the one at the guest, is a CANCEL */
	char name[HV_FCOPY_PATH * 3];
};

void fcopy_init(struct fcopy *fcopy, struct vmbus *vmbus);

extern const struct command fcopy_commands[]; /* ctx: struct fcopy */
