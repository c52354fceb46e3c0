/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's disks: both controllers, what --disk says, and the commands. */
#pragma once
#include "command.h"
#include "storvsp.h"

struct storage {
	struct storvsp controllers[STORVSP_KINDS];
};

/* 0, or -1 with errno; storage_done(), after vmbus_done(), in both cases. */
int storage_init(struct storage *s, struct vmbus *vmbus, struct journal *journal);
void storage_done(struct storage *s);
/* Start the controllers' threads. 0 or -errno. */
int storage_start(struct storage *s);

/* "FILE[,ro|,snapshot][,lun=N][,controller=ide]". 0, or -1 with the reason in @error. */
int storage_attach(struct storage *s, const char *text, char *error, size_t size);

/* What was done so far, an object for each controller. */
void storage_note(const struct storage *s, struct hv_json *e);

/* disk attach, detach, delay, fail; ctx struct storage */
extern const struct command storage_commands[];
