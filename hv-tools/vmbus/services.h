/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The six integration services, as one part of the machine. The three small ones are declared here; KVP,
 * VSS and fcopy have headers of their own.
 *
 * heartbeat: a beat every 2 s; event heartbeat {sequence, status}, or {missed} while one is unanswered.
 * timesync: one SYNC when the guest is ready, then a SAMPLE every 5 s; event timesync {status}.
 * shutdown: on command; event shutdown {status}.
 */
#pragma once
#include "fcopy.h"
#include "ic.h"
#include "kvp.h"
#include "vss.h"

struct heartbeat {
	struct ic ic;
	struct timer beat;
	uint64_t sequence;
	unsigned int missed;
};

struct timesync {
	struct ic ic;
	struct timer sample;
};

enum { SERVICES_TABLES = 7 };

struct services {
	struct heartbeat heartbeat;
	struct timesync timesync;
	struct ic shutdown;
	struct kvp kvp;
	struct vss vss;
	struct fcopy fcopy;
	struct command_table tables[SERVICES_TABLES];
};

/* Make them known to @vmbus, in the order Windows offers them, and put their commands before *tables. */
void services_init(struct services *s, struct vmbus *vmbus, struct command_table **tables);
void services_done(struct services *s);

void heartbeat_init(struct heartbeat *h, struct vmbus *vmbus);
extern const struct command heartbeat_commands[]; /* heartbeat; ctx struct heartbeat */

void timesync_init(struct timesync *t, struct vmbus *vmbus);
extern const struct command timesync_commands[]; /* time; ctx struct timesync */

void shutdown_init(struct ic *shutdown, struct vmbus *vmbus);
extern const struct command shutdown_commands[]; /* shutdown; ctx struct ic */
