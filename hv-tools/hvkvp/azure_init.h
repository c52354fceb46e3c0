/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * azure-init's telemetry (libazureinit/src/kvp.rs):
 *   azure-init-VERSION|vm_id|level|name|span_id
 * with "Time: MOMENT | Event: TEXT" or "Start: MOMENT | End: MOMENT". A longer value goes on in further records of
 * the same key, cut after 1022 bytes, within a character if need be: such a record is not UTF-8, and no host gets it.
 */
#pragma once
#include "event.h"

struct azure_init_key {
	struct field agent, vm_id, level, name, id;
};

bool azure_init_key(const char *key, size_t len, struct azure_init_key *ret);
/* From its chunks, in the order of the pool. 0 or -ENOMEM. */
int azure_init_decode(const struct azure_init_key *key, const struct chunk *chunks, size_t count,
                      struct event *ret);
