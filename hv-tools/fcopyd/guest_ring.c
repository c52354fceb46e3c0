// SPDX-License-Identifier: GPL-2.0-only
#include "guest_ring.h"
#include <endian.h>
#include <errno.h>
#include <stdatomic.h>
#include <string.h>

static_assert(sizeof(_Atomic(uint32_t)) == sizeof(uint32_t),
              "fields of wire/ring.h are used as atomics");

static uint32_t load(uint32_t *field)
{
	return le32toh(atomic_load_explicit((_Atomic(uint32_t) *)field, memory_order_acquire));
}

/*
 * All that was done before is done when the host sees this; looks at the host's fields that follow come
 * later.
 */
static void publish(uint32_t *field, uint32_t value)
{
	atomic_store_explicit((_Atomic(uint32_t) *)field, htole32(value), memory_order_release);
	atomic_thread_fence(memory_order_seq_cst);
}

/* The host's index, if it can be one. */
static int load_index(const struct ring *r, uint32_t *field, uint32_t *ret)
{
	*ret = load(field);
	return *ret < r->size && *ret % 8 == 0 ? 0 : -EPROTO;
}

static int init(struct ring *r, void *memory, size_t bytes, size_t page)
{
	if (page < sizeof(struct hv_ring_control) || bytes <= page || bytes > UINT32_MAX / 2 ||
	    (bytes - page) % 8 != 0)
		return -EINVAL;
	*r = (struct ring){
		.control = memory,
		.data = (uint8_t *)memory + page,
		.size = (uint32_t)(bytes - page),
	};
	return 0;
}

int ring_init_in(struct ring *r, void *memory, size_t bytes, size_t page)
{
	if (init(r, memory, bytes, page) < 0)
		return -EINVAL;
	return load_index(r, &r->control->read_index, &r->index) < 0 ? -EINVAL : 0;
}

int ring_init_out(struct ring *r, void *memory, size_t bytes, size_t page)
{
	if (init(r, memory, bytes, page) < 0)
		return -EINVAL;
	return load_index(r, &r->control->write_index, &r->index) < 0 ? -EINVAL : 0;
}

/* Bytes from @from up to @to, around the end. */
static uint32_t distance(const struct ring *r, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : r->size - from + to;
}

static uint32_t advance(const struct ring *r, uint32_t index, size_t bytes)
{
	return (uint32_t)((index + bytes) % r->size);
}

static void copy_out(const struct ring *r, uint32_t index, uint8_t *to, size_t len)
{
	const size_t first = len < r->size - index ? len : r->size - index;

	memcpy(to, r->data + index, first);
	memcpy(to + first, r->data, len - first);
}

static uint32_t copy_in(const struct ring *r, uint32_t index, const void *from, size_t len)
{
	const size_t first = len < r->size - index ? len : r->size - index;

	memcpy(r->data + index, from, first);
	memcpy(r->data, (const uint8_t *)from + first, len - first);
	return advance(r, index, len);
}

/*
 * Does the host, as writer, wait for room that this read has made? Its write index is looked at after its
 * wish: it may have filled the ring since the read began.
 */
static bool writer_waits(const struct ring *r, uint32_t read_before)
{
	const uint32_t pending = load(&r->control->pending_send_size);
	uint32_t write, free_before, free_now;

	if (pending == 0 || load_index(r, &r->control->write_index, &write) < 0)
		return false;
	free_before = r->size - distance(r, read_before, write);
	free_now = r->size - distance(r, r->index, write);
	return free_now > pending && free_before <= pending;
}

/* The header of the next packet in *head, checked; its length. 0 when there is none, or -EPROTO. */
static int peek(const struct ring *r, struct hv_packet *head)
{
	uint32_t write, used, size, offset;

	if (load_index(r, &r->control->write_index, &write) < 0)
		return -EPROTO;
	used = distance(r, r->index, write);
	if (used == 0)
		return 0;
	if (used < sizeof(*head) + HV_PACKET_TRAILER)
		return -EPROTO;
	copy_out(r, r->index, (uint8_t *)head, sizeof(*head));
	size = le16toh(head->length8) * 8u;
	offset = le16toh(head->offset8) * 8u;
	if (size + HV_PACKET_TRAILER > used || offset < sizeof(*head) || offset > size)
		return -EPROTO;
	return (int)size;
}

int ring_read(struct ring *r, void *buffer, size_t room, size_t *ret_size, bool *ret_signal)
{
	const uint32_t before = r->index;
	struct hv_packet head;
	const int size = peek(r, &head);
	const bool fits = size >= 0 && (size_t)size <= room;

	*ret_signal = false;
	if (size <= 0)
		return size;
	if (fits) {
		/* The header as it was checked; the host may have changed the ring's since. */
		memcpy(buffer, &head, sizeof(head));
		copy_out(r, advance(r, before, sizeof(head)), (uint8_t *)buffer + sizeof(head),
		         (size_t)size - sizeof(head));
		*ret_size = (size_t)size;
	}
	r->index = advance(r, before, (size_t)size + HV_PACKET_TRAILER);
	publish(&r->control->read_index, r->index);
	*ret_signal = writer_waits(r, before);
	return fits ? 1 : -EMSGSIZE;
}

static size_t parts_size(const struct iovec *parts, int count)
{
	size_t sum = 0;

	for (int i = 0; i < count; i++)
		sum += parts[i].iov_len;
	return sum;
}

/*
 * 0 when @wanted bytes fit. Otherwise the host is asked to say when it has made room, and looked at once
 * more, as it may have made some between the look and the asking. Never to the brim: that would look like
 * empty.
 */
static int make_room(const struct ring *r, uint32_t wanted, uint32_t *read)
{
	for (int tries = 0; tries < 2; tries++) {
		if (load_index(r, &r->control->read_index, read) < 0)
			return -EPROTO;
		if (r->size - distance(r, *read, r->index) > wanted) {
			publish(&r->control->pending_send_size, 0);
			return 0;
		}
		publish(&r->control->pending_send_size, wanted);
	}
	return -EAGAIN;
}

int ring_write(struct ring *r, const struct iovec *parts, int count, bool *ret_signal)
{
	const size_t size = parts_size(parts, count) + HV_PACKET_TRAILER;
	const uint32_t old = r->index;
	const uint64_t trailer = htole64((uint64_t)old << 32);
	uint32_t read, at = old;
	int rc;

	*ret_signal = false;
	if (size >= r->size)
		return -EMSGSIZE;
	rc = make_room(r, (uint32_t)size, &read);
	if (rc < 0)
		return rc;
	for (int i = 0; i < count; i++)
		at = copy_in(r, at, parts[i].iov_base, parts[i].iov_len);
	r->index = copy_in(r, at, &trailer, sizeof(trailer));
	publish(&r->control->write_index, r->index);
	/* The host reads until the ring is empty: it needs a word only when it had been. */
	*ret_signal =
		load(&r->control->interrupt_mask) == 0 && load(&r->control->read_index) == old;
	return 0;
}

void ring_mask(struct ring *r)
{
	publish(&r->control->interrupt_mask, 1);
}

bool ring_unmask(struct ring *r)
{
	publish(&r->control->interrupt_mask, 0);
	return load(&r->control->write_index) != r->index;
}
