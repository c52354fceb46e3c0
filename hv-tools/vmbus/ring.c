// SPDX-License-Identifier: GPL-2.0-only
#include "ring.h"
#include "wire/tlfs.h"
#include <endian.h>
#include <errno.h>
#include <string.h>

int ring_init(struct ring *r, uint8_t *const *pages, uint32_t page_count)
{
	if (page_count < 2)
		return -EINVAL;
	*r = (struct ring){
		.control = (struct hv_ring_control *)pages[0],
		.data = pages + 1,
		.size = (page_count - 1) * HV_PAGE_SIZE,
	};
	return 0;
}

static uint32_t load(const uint32_t *index)
{
	return le32toh(__atomic_load_n(index, __ATOMIC_ACQUIRE));
}

static void publish(uint32_t *index, uint32_t value)
{
	__atomic_store_n(index, htole32(value), __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST); /* before a look at who waits */
}

/* The guest's index, if it can be one. */
static int load_index(const struct ring *r, const uint32_t *index, uint32_t *ret)
{
	*ret = load(index);
	return *ret < r->size && *ret % 8 == 0 ? 0 : -EPROTO;
}

/* Bytes from @from up to @to, around the end. */
static uint32_t distance(const struct ring *r, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : r->size - from + to;
}

static uint32_t advance(const struct ring *r, uint32_t index, uint32_t bytes)
{
	return (uint32_t)(((uint64_t)index + bytes) % r->size);
}

/* The contiguous piece of the ring at @index, of @len bytes at most. */
static uint8_t *piece(const struct ring *r, uint32_t index, size_t len, size_t *ret_len)
{
	const size_t room = HV_PAGE_SIZE - index % HV_PAGE_SIZE;

	*ret_len = len < room ? len : room;
	return r->data[index / HV_PAGE_SIZE] + index % HV_PAGE_SIZE;
}

static uint32_t copy_out(const struct ring *r, uint32_t index, uint8_t *to, size_t len)
{
	for (size_t n; len > 0; to += n, len -= n, index = advance(r, index, (uint32_t)n)) {
		const uint8_t *from = piece(r, index, len, &n);

		memcpy(to, from, n);
	}
	return index;
}

static uint32_t copy_in(const struct ring *r, uint32_t index, const uint8_t *from, size_t len)
{
	for (size_t n; len > 0; from += n, len -= n, index = advance(r, index, (uint32_t)n)) {
		uint8_t *to = piece(r, index, len, &n);

		memcpy(to, from, n);
	}
	return index;
}

/*
 * Does the guest, as writer, wait for room that this read has made? Its write index is looked at after its
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

int ring_read(struct ring *r, void *buffer, size_t *ret_size, bool *ret_signal)
{
	const uint32_t before = r->index;
	struct hv_packet head;
	uint32_t write, used;
	size_t size, offset;

	*ret_signal = false;
	if (load_index(r, &r->control->write_index, &write) < 0)
		return -EPROTO;
	used = distance(r, before, write);
	if (used == 0)
		return 0;
	if (used < sizeof(head) + HV_PACKET_TRAILER)
		return -EPROTO;
	copy_out(r, before, (uint8_t *)&head, sizeof(head));
	size = le16toh(head.length8) * 8u;
	offset = le16toh(head.offset8) * 8u;
	if (size > RING_MAX_PACKET || size + HV_PACKET_TRAILER > used || offset < sizeof(head) ||
	    offset > size)
		return -EPROTO;
	/* The header as it was checked; the guest may have changed the ring's since. */
	memcpy(buffer, &head, sizeof(head));
	copy_out(r, advance(r, before, sizeof(head)), (uint8_t *)buffer + sizeof(head),
	         size - sizeof(head));
	r->index = advance(r, before, (uint32_t)size + HV_PACKET_TRAILER);
	publish(&r->control->read_index, r->index);
	*ret_signal = writer_waits(r, before);
	*ret_size = size;
	return 1;
}

static uint32_t parts_size(const struct iovec *parts, int count)
{
	size_t sum = 0;

	for (int i = 0; i < count; i++)
		sum += parts[i].iov_len;
	return (uint32_t)sum;
}

/*
 * True when the packet fits. Otherwise the guest is asked to say when it has made room, and looked at
 * once more, as it may have made some between the look and the asking.
 */
static bool has_room(const struct ring *r, uint32_t wanted, uint32_t *read)
{
	for (int tries = 0; tries < 2; tries++) {
		if (r->size - distance(r, *read, r->index) > wanted) {
			publish(&r->control->pending_send_size, 0);
			return true;
		}
		publish(&r->control->pending_send_size, wanted);
		if (load_index(r, &r->control->read_index, read) < 0)
			return false;
	}
	return false;
}

int ring_write(struct ring *r, const struct iovec *parts, int count, bool *ret_signal)
{
	const uint32_t old = r->index, size = parts_size(parts, count) + HV_PACKET_TRAILER;
	const uint64_t trailer = htole64((uint64_t)old << 32);
	uint32_t read, at = old;

	*ret_signal = false;
	if (load_index(r, &r->control->read_index, &read) < 0)
		return -EPROTO;
	if (!has_room(r, size, &read))
		return -EAGAIN;
	for (int i = 0; i < count; i++)
		at = copy_in(r, at, parts[i].iov_base, parts[i].iov_len);
	r->index = copy_in(r, at, (const uint8_t *)&trailer, sizeof(trailer));
	publish(&r->control->write_index, r->index);
	/* The guest reads until the ring is empty: it needs a word only when it had been. */
	*ret_signal =
		load(&r->control->interrupt_mask) == 0 && load(&r->control->read_index) == old;
	return 0;
}
