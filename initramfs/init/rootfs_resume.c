// SPDX-License-Identifier: GPL-2.0-only
#include "clock.h"
#include "decimal.h"
#include "find.h"
#include "report.h"
#include "resume.h"
#include "rootfs.h"
#include <string.h>

/* Swap space that never comes must not keep a machine from booting: the root is there, so this should be too. */
#define RESUME_US 3000000

static const struct block *find_swap(const char *text, struct devices *d)
{
	const uint64_t until = clock_us(CLOCK_MONOTONIC) + RESUME_US;
	const struct find_hints hints = { .swap = true };
	struct root_spec spec;
	struct found found;

	if (root_spec_parse(text, &spec) < 0)
		return NULL;
	while (!find_root(&d->blocks, &spec, &hints, &found)) {
		if (clock_us(CLOCK_MONOTONIC) >= until)
			return NULL;
		devices_wait(d, until);
	}
	return found.block;
}

void rootfs_resume(const struct init_cmdline *cmd, struct devices *devices)
{
	const char *at = cmd->resume_offset;
	const int64_t offset = at && *at ? decimal_read(at, strlen(at)) : 0;
	enum resume_state state = RESUME_NO_SWAP;
	const struct block *swap;
	struct source source;
	int rc;

	if (!cmd->resume || cmd->noresume)
		return;
	swap = offset >= 0 ? find_swap(cmd->resume, devices) : NULL;
	if (!swap || block_open(&devices->blocks, swap, &source) < 0) {
		report_warning("resume", "not found:", cmd->resume);
		return;
	}
	rc = resume_try(&source, "/sys", swap->major, swap->minor, (uint64_t)offset, &state);
	source_close(&source);
	if (rc < 0 || state == RESUME_NO_SWAP)
		report_warning("resume", "no swap space on", swap->name);
	else if (state == RESUME_STALE)
		report_warning("resume", "the kernel did not take the image on", swap->name);
	else
		report_ok("resume", "absent");
}
