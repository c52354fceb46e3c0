// SPDX-License-Identifier: GPL-2.0-only
/*
 * A disk's first bytes are whoever's who made it. The input is one, cut into pieces so that it needs no
 * megabytes: before each piece of up to 4096 bytes, 64 KiB of what the last one began with are left out.
 */
#include "init/probe.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIECE = 4096, STEP = 64 * 1024, PIECES = 24 };

static bool is_line(const char *text, size_t room)
{
	return memchr(text, '\0', room) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t disk[STEP * PIECES];
	struct source source;
	struct probe p;
	size_t used = 0;
	int rc;

	memset(disk, 0, sizeof(disk));
	for (size_t at = 0; size > 0 && at < PIECES; at++) {
		const size_t len = size < PIECE ? size : PIECE;

		memcpy(disk + at * STEP, data, len);
		used = at * STEP + len;
		data += len;
		size -= len;
	}
	/* Room for the formats that want a megabyte. */
	source_memory(disk, used > STEP ? sizeof(disk) : used, &source);
	rc = probe(&source, 1, &p);
	if (rc != 0 && rc != 1 && rc != -EBADMSG && rc != -ENOTUNIQ)
		abort();
	if ((rc == 0 || rc == -EBADMSG) && (p.type == PROBE_NONE || p.type >= PROBE_N_TYPES))
		abort();
	if (!is_line(p.uuid, sizeof(p.uuid)) || !is_line(p.label, sizeof(p.label)) ||
	    !is_line(p.device_uuid, sizeof(p.device_uuid)))
		abort();
	return 0;
}
