/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file copy service among the devices of the VMBus, as sysfs shows it. Source: the kernel's
 * Documentation/ABI/stable/sysfs-bus-vmbus and drivers/uio/uio.c.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { INSTANCE_NAME = 16 };

struct instance {
	char uio[INSTANCE_NAME]; /* the name of its node in /dev, "uio0" */
	uint32_t ring_bytes;     /* of one direction */
	uint64_t spare_bytes;    /* buffers that the driver holds for it, and that nobody uses */
};

/*
 * Look for it below the folder @root. 0, -ENOENT when the host does not offer it, -ENODEV when it has no
 * driver, -EAGAIN when its driver is not finished with it, -EINVAL when its ring cannot be one.
 */
int instance_find(int root, struct instance *ret);

/*
 * Whether its channel is known not to be open yet. Then the character device must not be touched, which
 * kernels make before the channel's rings: a daemon that registers in between has them follow a null
 * pointer. (CVE-2024-55916 is that in hv_kvp and hv_snapshot; in hv_fcopy it was never mended.)
 */
bool instance_is_early(int root);

/* Have uio_hv_generic drive it, which must be loaded. 0 or -errno. */
int instance_bind(int root);
