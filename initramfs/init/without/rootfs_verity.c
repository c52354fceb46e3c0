// SPDX-License-Identifier: GPL-2.0-only
/* Of init-builtin, in the place of rootfs_verity.c: a root that has to be verified is refused, never mounted as it is. */
#include "../failure.h"
#include "../rootfs.h"
#include <errno.h>

const char *rootfs_verity_data(const struct init_cmdline *cmd)
{
	fail_because("verity", cmd->roothash, EOPNOTSUPP, "unsupported");
}

void rootfs_verity(const struct init_cmdline *cmd, struct devices *devices,
                   const struct block *data, const struct patience *patience, char *ret_path)
{
	(void)devices;
	(void)data;
	(void)patience;
	(void)ret_path;
	rootfs_verity_data(cmd);
}
