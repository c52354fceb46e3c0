// SPDX-License-Identifier: GPL-2.0-only
/* Of init-builtin, in the place of rootfs_resume.c: its kernel cannot hibernate, so there is no image to wake from. */
#include "../report.h"
#include "../rootfs.h"

void rootfs_resume(const struct init_cmdline *cmd, struct devices *devices)
{
	(void)devices;
	if (cmd->resume && !cmd->noresume)
		report_warning("resume", "the kernel cannot:", cmd->resume);
}
