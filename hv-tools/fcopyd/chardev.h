/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/vmbus/hv_fcopy, where hv_utils speaks to the host for us. Facts: wire/device.h, lib/device.h. */
#pragma once
#include "transport.h"

struct chardev {
	struct transport transport;
	int root;
	const char *path; /* below @root, or "fd:N", which can be opened once */
	uint8_t buffer[TRANSPORT_BUFFER] __attribute__((aligned(8)));
};

void chardev_init(struct chardev *c, struct hv_log *log, int root, const char *path);
