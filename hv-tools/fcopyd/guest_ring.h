/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One direction of a channel's ring buffer, from the guest's side, in memory shared with the host. The host
 * can write to all of it at any time, so we keep our own index for ourselves, check the host's each time we
 * look, and copy a packet out before we read a field of it. Facts: wire/ring.h; the header takes one page
 * of this machine, whatever the size of its pages.
 */
#pragma once
#include "wire/ring.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct ring {
	struct hv_ring_control *control;
	uint8_t *data;
	uint32_t size;  /* bytes of data */
	uint32_t index; /* our own: read index of an in-ring, write index of an out-ring */
};

/*
 * A ring of @bytes at @memory, of which the header takes @page. An in-ring goes on at the read index that
 * stands there, an out-ring at the write index. 0, or -EINVAL for a size or an index that cannot be.
 */
int ring_init_in(struct ring *r, void *memory, size_t bytes, size_t page);
int ring_init_out(struct ring *r, void *memory, size_t bytes, size_t page);

/*
 * Copy the next packet, header first, into @buffer of @room bytes. 1 and its length; 0 when the ring is
 * empty; -EMSGSIZE when it is longer than the buffer, and is skipped; -EPROTO when the host has put
 * nonsense there: the ring is of no more use. *ret_signal: the host waits for room, and there is now enough
 * of it.
 */
int ring_read(struct ring *r, void *buffer, size_t room, size_t *ret_size, bool *ret_signal);

/*
 * Put one packet made of @count parts, whose lengths together are a multiple of 8. 0; -EAGAIN when there is
 * no room (and the host is asked to say when there is); -EMSGSIZE when there never is; -EPROTO.
 * *ret_signal: tell the host.
 */
int ring_write(struct ring *r, const struct iovec *parts, int count, bool *ret_signal);

/* While an in-ring is read until it is empty, the host need not interrupt us for each packet. */
void ring_mask(struct ring *r);
/* From now on it shall. True when packets came before it could know. */
bool ring_unmask(struct ring *r);
