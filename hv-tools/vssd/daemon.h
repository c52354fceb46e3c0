/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon proper: it holds the kernel's device, answers the host's requests and has the freezing done
 * by others. It never touches what is frozen itself.
 *
 * Every request is answered: CHECK at once, THAW within the 30 seconds that the kernel gives, FREEZE
 * within its 15 minutes. THAW is answered with failure when the watchdog had to thaw before, as the copy
 * that the host made is not what it believes it to be; without any freeze it is a success, as upstream's
 * daemon has it.
 */
#pragma once
#include "context.h"
#include <stddef.h>
#include <sys/types.h>

/* The device; tests have their own. As in device.h. */
struct vss_device {
	int (*open)(const char *path);
	ssize_t (*read)(int fd, void *message, size_t size);
	int (*write)(int fd, const void *message, size_t len);
};
extern const struct vss_device vss_kernel_device;

/*
 * Until a signal or the end of the device. 0 for both; -errno when it cannot work at all: -EBUSY when another
 * daemon has the device, -ENOENT when there is none.
 */
int vss_daemon_run(const struct vss_context *c, const struct vss_device *device, const char *path);
