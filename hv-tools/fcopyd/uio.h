/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The service's VMBus channel through uio_hv_generic, where nobody speaks to the host for us. The
 * descriptor counts interrupts, any number of packets to each; a write to it interrupts the host. When the
 * host takes the service away the driver frees the rings under us: the descriptor, which then says EIO, is
 * asked before they are touched. Source: the kernel's drivers/uio/uio_hv_generic.c and uio.c.
 */
#pragma once
#include "guest_ring.h"
#include "transport.h"

struct uio {
	struct transport transport;
	int root;
	bool bind; /* have the device driven when it has no driver */
	bool told; /* what the log is told once */
	void *memory;
	size_t bytes; /* of @memory: both rings */
	struct ring in, out;
	uint32_t packet_len; /* of the one in @buffer */
	bool owes;           /* it is an answer that waits for room */
	uint8_t buffer[TRANSPORT_BUFFER] __attribute__((aligned(8)));
};

void uio_init(struct uio *u, struct hv_log *log, int root, bool bind);

/*
 * Begin with a descriptor and memory that are open already and become ours, as ops->open() does after it
 * has found them. @page: bytes of a page. 0 or -errno.
 */
int uio_attach(struct uio *u, int fd, void *memory, size_t bytes, size_t page);
