/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One direction of a channel's ring buffer, from the host's side. The guest can write to all of it at any
 * time, so the host keeps its own index for itself, checks the guest's each time it looks, and copies a
 * packet out before it reads a field. Source: drivers/hv/ring_buffer.c, facts of wire/ring.h.
 */
#pragma once
#include "wire/ring.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

enum { RING_MAX_PACKET = 16384 };

struct ring {
	struct hv_ring_control *control;
	uint8_t *const *data; /* pages */
	uint32_t size;        /* bytes of data */
	uint32_t index; /* the host's own: read index of an in-ring, write index of an out-ring */
};

/* @pages: the control page and at least one of data; they stay the caller's. 0 or -EINVAL. */
int ring_init(struct ring *r, uint8_t *const *pages, uint32_t page_count);

/*
 * Copy the next packet, header first, into @buffer of RING_MAX_PACKET bytes. 1 and its length; 0 when the
 * ring is empty; -EPROTO when the guest has put nonsense there: the ring is of no more use.
 * *ret_signal: the guest waits for room, and there is now enough of it.
 */
int ring_read(struct ring *r, void *buffer, size_t *ret_size, bool *ret_signal);

/*
 * Put one packet made of @count parts, whose lengths together are a multiple of 8. 0; -EAGAIN when there
 * is no room (and the guest is asked to say when there is); -EPROTO. *ret_signal: tell the guest.
 */
int ring_write(struct ring *r, const struct iovec *parts, int count, bool *ret_signal);
