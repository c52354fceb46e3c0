// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's side of a ring, on pages of both sizes that arm64 has, with a host that can do anything to
 * it.
 */
#include "auto.h"
#include "fcopyd/guest_ring.h"
#include "fcopyd_host.h"
#include <errno.h>
#include <stdlib.h>

enum { ROOM = 8192 };

static uint8_t *memory, buffer[ROOM];
static struct ring ring;
static struct host_ring host;
static size_t got;
static bool told;

/* A ring of @data bytes behind a header of @page; what is not the ring's is not ours to touch. */
static void start(uint32_t data, uint32_t page, uint32_t index, bool in)
{
	free(memory);
	memory = malloc(page + data);
	memset(memory, 0, page);
	memset(memory + page, 0xee, data);
	host = host_ring(memory, page + data, page);
	host.control->read_index = host.control->write_index = index;
	is_int(in ? ring_init_in(&ring, memory, page + data, page)
	          : ring_init_out(&ring, memory, page + data, page),
	       0);
	is_int(ring.index, index);
}

static int get(void)
{
	memset(buffer, 0x55, sizeof(buffer));
	got = 0;
	return ring_read(&ring, buffer, sizeof(buffer), &got, &told);
}

static uint8_t pattern(size_t i)
{
	return (uint8_t)(i * 7 + i / 256 + 1);
}

static const uint8_t *make(size_t len)
{
	static uint8_t bytes[65536];

	for (size_t i = 0; i < len; i++)
		bytes[i] = pattern(i);
	return bytes;
}

static bool is_made(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != pattern(i))
			return false;
	return true;
}

static int put(uint32_t len)
{
	const struct hv_packet head = { HV_PACKET_IN_BAND, 2, (uint16_t)(2 + len / 8), 0, 5 };
	const uint8_t *bytes = make(len);
	const struct iovec parts[] = { { (void *)&head, sizeof(head) },
		                       { (void *)bytes, len / 3 },
		                       { (void *)(bytes + len / 3), len - len / 3 } };

	return ring_write(&ring, parts, 3, &told);
}

static const uint32_t lengths[] = { 8, 24, 64, 2048, 4056 };
static const uint32_t pages[] = { 4096, 16384, 65536 };

static void packets_are_read_around_the_end(void)
{
	for (size_t p = 0; p < ARRAY_SIZE(pages); p++)
		for (uint32_t at = 0; at < 8192; at += p == 0 ? 8 : 248)
			for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
				start(8192, pages[p], at, true);
				host_put(&host, HV_PACKET_IN_BAND, 2, make(lengths[i]), lengths[i]);
				is_int(get(), 1);
				is_int(got, 16 + lengths[i]);
				is_true(is_made(buffer + 16, lengths[i]));
				is_int(host.control->read_index, host.control->write_index);
				is_int(get(), 0);
			}
}

static void packets_are_written_around_the_end(void)
{
	static uint8_t body[8192];
	struct hv_packet head;

	for (size_t p = 0; p < ARRAY_SIZE(pages); p++)
		for (uint32_t at = 0; at < 8192; at += p == 0 ? 8 : 248)
			for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
				start(8192, pages[p], at, false);
				is_int(put(lengths[i]), 0);
				is_true(told);
				is_int(*host_at(&host, host.control->write_index), 0xee);
				is_int(host_take(&host, &head, body), lengths[i]);
				is_true(is_made(body, lengths[i]));
				is_int(head.trans_id, 5);
			}
}

static void several_packets_wait_in_line(void)
{
	start(4096, 4096, 4000, true);
	for (uint32_t i = 1; i <= 5; i++)
		host_put(&host, HV_PACKET_IN_BAND, (uint16_t)(1 + i), make(8 * i), 8 * i);
	for (uint32_t i = 1; i <= 5; i++) {
		is_int(get(), 1);
		is_int(got, 8 * (1 + i) + 8 * i);
		is_true(is_made(buffer + 8 * (1 + i), 8 * i));
	}
	is_int(get(), 0);
}

static void sizes_that_cannot_be_are_refused(void)
{
	static uint32_t control[1024 * 5];
	struct ring r;

	is_int(ring_init_in(&r, control, 4096, 4096), -EINVAL);
	is_int(ring_init_in(&r, control, 0, 4096), -EINVAL);
	is_int(ring_init_in(&r, control, 4100, 4096), -EINVAL);
	is_int(ring_init_in(&r, control, 8192, 0), -EINVAL);
	is_int(ring_init_in(&r, control, 16384, 4096), 0);
	is_int(r.size, 12288);
	control[1] = 12288; /* the read index */
	is_int(ring_init_in(&r, control, 16384, 4096), -EINVAL);
	is_int(ring_init_out(&r, control, 16384, 4096), 0);
	control[0] = 4;
	is_int(ring_init_out(&r, control, 16384, 4096), -EINVAL);
}

static const uint32_t hostile[] = { 4096, 4104, 4, 7, 0x80000000, UINT32_MAX, UINT32_MAX - 7 };

static void hostile_indices_stop_the_reader(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		start(4096, 4096, 0, true);
		host.control->write_index = hostile[i];
		is_int(get(), -EPROTO);
		is_int(host.control->read_index, 0);
		is_true(!told);
	}
	start(4096, 4096, 0, true);
	for (uint32_t used = 8; used < 24; used += 8) { /* too few for any packet */
		host.control->write_index = used;
		is_int(get(), -EPROTO);
	}
}

static void hostile_indices_stop_the_writer(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		start(4096, 4096, 0, false);
		host.control->read_index = hostile[i];
		is_int(put(8), -EPROTO);
		is_true(!told);
		is_int(host.control->write_index, 0);
		is_int(*host_at(&host, 0), 0xee);
	}
}

/* Where it reads is the guest's own affair, whatever the host writes there. */
static void the_host_cannot_move_our_index(void)
{
	start(4096, 4096, 0, true);
	host_put(&host, HV_PACKET_IN_BAND, 2, make(8), 8);
	host.control->read_index = 0x12345678;
	is_int(get(), 1);
	is_int(host.control->read_index, 32);
	start(4096, 4096, 0, false);
	host.control->write_index = 0x12345678;
	is_int(put(8), 0);
	is_int(host.control->write_index, 32);
}

static void hostile_headers_stop_the_reader(void)
{
	static const struct {
		uint16_t offset8, length8;
		uint32_t used;
	} wrong[] = {
		{ 2, 0, 24 }, { 0, 0, 24 },        { 2, 1, 24 },     { 1, 2, 24 },
		{ 0, 2, 24 }, { 3, 2, 64 },        { 2, 3, 24 },     { 0xffff, 4, 64 },
		{ 2, 4, 32 }, { 2, 0xffff, 4088 }, { 2, 512, 4088 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		const struct hv_packet head = { HV_PACKET_IN_BAND, wrong[i].offset8,
			                        wrong[i].length8, 0, 0 };

		start(4096, 4096, 4080, true);
		for (uint32_t b = 0; b < sizeof(head); b++)
			*host_at(&host, 4080 + b) = ((const uint8_t *)&head)[b];
		host.control->write_index = (4080 + wrong[i].used) % 4096;
		is_int(get(), -EPROTO);
		is_int(ring.index, 4080);
		is_int(host.control->read_index, 4080);
	}
}

static void a_packet_too_long_for_us_is_skipped(void)
{
	start(20480, 4096, 16384, true);
	host_put(&host, HV_PACKET_IN_BAND, 2, make(ROOM), ROOM);
	host_put(&host, HV_PACKET_IN_BAND, 2, make(ROOM - 16), ROOM - 16);
	is_int(get(), -EMSGSIZE);
	is_int(get(), 1);
	is_int(got, ROOM);
	is_true(is_made(buffer + 16, ROOM - 16));
	is_int(get(), 0);
}

static void the_ring_is_never_filled_to_the_brim(void)
{
	start(4096, 4096, 80, false);
	is_int(put(4096), -EMSGSIZE);
	is_int(put(4096 - 24), -EMSGSIZE);
	is_int(put(4096 - 32), 0);
	is_int(put(8), -EAGAIN);
	is_int(host.control->pending_send_size, 32);
	is_true(!told);
	host.control->read_index = host.control->write_index;
	is_int(put(8), 0);
	is_int(host.control->pending_send_size, 0);
}

static void only_an_empty_ring_is_worth_an_interrupt(void)
{
	start(4096, 4096, 0, false);
	is_int(put(8), 0);
	is_true(told);
	is_int(put(8), 0);
	is_true(!told);
	host.control->read_index = 32; /* it has taken one, and goes on reading */
	is_int(put(8), 0);
	is_true(!told);
	host.control->read_index = host.control->write_index;
	host.control->interrupt_mask = 1;
	is_int(put(8), 0);
	is_true(!told);
}

/* Three packets of 1000 with their trailers, 1096 bytes free; we read one. Is the host told? */
static bool tells(uint32_t pending)
{
	start(4096, 4096, 2048, true);
	for (int i = 0; i < 3; i++)
		host_put(&host, HV_PACKET_IN_BAND, 2, make(976), 976);
	host.control->pending_send_size = pending;
	is_int(get(), 1);
	return told;
}

static void a_host_that_waits_for_room_is_told_once(void)
{
	is_true(!tells(0));
	is_true(!tells(1095)); /* had it before */
	is_true(tells(1096));  /* all of the room is not enough */
	is_true(tells(2095));
	is_true(!tells(2096)); /* nor is it now */
	is_true(!tells(UINT32_MAX));
}

static void the_mask_is_lifted_before_the_last_look(void)
{
	start(4096, 4096, 0, true);
	ring_mask(&ring);
	is_int(host.control->interrupt_mask, 1);
	is_true(!ring_unmask(&ring));
	is_int(host.control->interrupt_mask, 0);
	ring_mask(&ring);
	host_put(&host, HV_PACKET_IN_BAND, 2, make(8), 8);
	is_true(ring_unmask(&ring));
	is_int(get(), 1);
	is_true(!ring_unmask(&ring));
}

TAP_MAIN(TAP_CASE(packets_are_read_around_the_end), TAP_CASE(packets_are_written_around_the_end),
         TAP_CASE(several_packets_wait_in_line), TAP_CASE(sizes_that_cannot_be_are_refused),
         TAP_CASE(hostile_indices_stop_the_reader), TAP_CASE(hostile_indices_stop_the_writer),
         TAP_CASE(the_host_cannot_move_our_index), TAP_CASE(hostile_headers_stop_the_reader),
         TAP_CASE(a_packet_too_long_for_us_is_skipped),
         TAP_CASE(the_ring_is_never_filled_to_the_brim),
         TAP_CASE(only_an_empty_ring_is_worth_an_interrupt),
         TAP_CASE(a_host_that_waits_for_room_is_told_once),
         TAP_CASE(the_mask_is_lifted_before_the_last_look))
