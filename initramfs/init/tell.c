// SPDX-License-Identifier: GPL-2.0-only
#include "tell.h"
#include "clock.h"
#include "mark.h"
#include <unistd.h>

int tell_host(const struct line *line)
{
	const struct line *times = mark_times();
	const int rc = early_kvp_put(EARLY_KVP_TIMES, times->text, times->len);

	return rc < 0 ? rc : early_kvp_put(EARLY_KVP_BOOT, line->text, line->len);
}

void tell_wait(struct devices *devices, unsigned int ms)
{
	const uint64_t until = clock_us(CLOCK_MONOTONIC) + ms * UINT64_C(1000);

	/* What fails at once does so before the host's service has come. */
	while (devices->kvp.child == 0 && access("/sys/bus/vmbus", F_OK) == 0 &&
	       devices_wait(devices, until) > 0)
		;
	early_kvp_wait_read(&devices->kvp, until);
	early_kvp_stop(&devices->kvp);
}
