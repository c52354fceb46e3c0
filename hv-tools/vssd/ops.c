// SPDX-License-Identifier: GPL-2.0-only
#include "ops.h"
#include "wire/freeze.h"
#include <errno.h>
#include <unistd.h>

static int kernel_sync(void *ctx, int fd)
{
	return syncfs(fd) < 0 ? -errno : 0;
}

static int kernel_freeze(void *ctx, int fd)
{
	return ioctl(fd, HV_FREEZE, 0) < 0 ? -errno : 0;
}

static int kernel_thaw(void *ctx, int fd)
{
	return ioctl(fd, HV_THAW, 0) < 0 ? -errno : 0;
}

const struct vss_ops vss_kernel_ops = {
	.sync = kernel_sync,
	.freeze = kernel_freeze,
	.thaw = kernel_thaw,
};
