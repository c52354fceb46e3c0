/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cloud-init's telemetry (cloudinit/reporting/handlers.py, HyperVKvpReportingHandler):
 *   CLOUD_INIT|incarnation|type|name|vm_id|uuid[|chunk]
 * Older ones have no vm_id, some have it last: what is a GUID tells, not where it stands. The value is JSON with
 * name, type, ts, result, duration and msg. A longer msg is told in chunks: each has msg_i, its number, and a slice
 * of the JSON-escaped msg, which may end within an escape; so they are joined first and unescaped then.
 */
#pragma once
#include "event.h"

struct cloud_init_key {
	struct field base; /* all but the chunk's number */
	struct field type, name;
	struct field guids[2]; /* in the order of the key */
	unsigned int guid_count;
	uint64_t incarnation, chunk;
	bool has_chunk;
};

bool cloud_init_key(const char *key, size_t len, struct cloud_init_key *ret);

/*
 * The event of @key from its @count chunks, which are in order of their numbers. Damage is told in ret->problem,
 * not an error. 0 or -ENOMEM. Which of two GUIDs is the machine's is left to who sees all events: the first one
 * is put into vm_id.
 */
int cloud_init_decode(const struct cloud_init_key *key, const struct chunk *chunks, size_t count,
                      struct event *ret);
