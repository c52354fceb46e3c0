/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way to the host: the character device of hv_utils (chardev.h, kernels up to 6.9) or the VMBus ring
 * itself (uio.h, from 6.10 on). One request at a time: each message that is received is answered before the
 * next.
 */
#pragma once
#include "log.h"
#include "message.h"
#include <stdbool.h>

struct transport;

struct transport_ops {
	const char *name;
	/* 0 and .fd can be waited for; -errno, -ENOENT when there is no such device. */
	int (*open)(struct transport *t);
	/*
	 * Without waiting: 1 and a message, whose data stay until it is answered; 0 when there is none for
	 * now; -errno when nothing will come any more.
	 */
	int (*receive)(struct transport *t, struct message *ret);
	/* The status of the message received last, but ANEW. 0 or -errno: nobody waits for it any more. */
	int (*answer)(struct transport *t, uint32_t status);
	void (*close)(struct transport *t);
};

struct transport {
	const struct transport_ops *ops;
	struct hv_log *log;
	int fd;     /* wait here for EPOLLIN, -1: not open */
	bool ready; /* registered with the kernel, or agreed with the host on versions */
};

/* Bytes of the longest message of the service with all that is around it: 6240. */
enum { TRANSPORT_BUFFER = 8192 };
