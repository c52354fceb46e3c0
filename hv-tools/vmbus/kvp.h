/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Key-value pairs: the host reads and writes the pools that the guest's daemon keeps, and its network
 * settings. As the service becomes ready the host's facts go into pool auto-external, as on Hyper-V.
 *
 * Events: kvp {op, pool, index, status, key, type, value; of addresses: adapter, family, dhcp, address,
 * mask, gateway, dns; error, when the answer makes no sense} for each answer, the last of an enumeration
 * being the one with a status other than 0; kvp_facts {count, failed}.
 */
#pragma once
#include "ic.h"

struct kvp {
	struct ic ic; /* first */
	bool telling; /* the request at the guest, or next to go there, is a fact */
	unsigned int fact, facts_taken;
};

void kvp_init(struct kvp *kvp, struct vmbus *vmbus);

extern const struct command kvp_commands[]; /* ctx: struct kvp */
