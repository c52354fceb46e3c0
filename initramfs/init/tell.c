// SPDX-License-Identifier: GPL-2.0-only
#include "tell.h"
#include "mark.h"

int tell_host(const struct line *line)
{
	const struct line *times = mark_times();
	const int rc = early_kvp_put(EARLY_KVP_TIMES, times->text, times->len);

	return rc < 0 ? rc : early_kvp_put(EARLY_KVP_BOOT, line->text, line->len);
}

void tell_wait(struct early_kvp *kvp, unsigned int ms)
{
	/* The event of its device may be waiting still. */
	early_kvp_start(kvp);
	early_kvp_wait_read(kvp, ms);
	early_kvp_stop(kvp);
}
