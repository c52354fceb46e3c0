// SPDX-License-Identifier: GPL-2.0-only
/*
 * One ring at a time, with the guest's side done byte by byte. What the guest does between two looks of
 * the host is done by a page fault: a page is taken away, and the fault is the moment.
 */
#include "auto.h"
#include "ring.h"
#include "tap.h"
#include "wire/tlfs.h"
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>

enum { MAX_PAGES = 9 };

static uint8_t *pages[MAX_PAGES];
static struct ring ring;
static struct hv_ring_control *control;
static uint8_t buffer[RING_MAX_PACKET];

/* A ring of @data_pages, whose pages do not lie in a row; both indices are at @index. */
static void start(uint32_t data_pages, uint32_t index)
{
	for (uint32_t i = 0; i <= data_pages; i++) {
		if (!pages[i])
			pages[i] = mmap(NULL, (size_t)2 * HV_PAGE_SIZE, PROT_READ | PROT_WRITE,
			                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		memset(pages[i], 0xee, HV_PAGE_SIZE);
	}
	memset(pages[0], 0, HV_PAGE_SIZE);
	is_int(ring_init(&ring, pages, data_pages + 1), 0);
	control = (struct hv_ring_control *)pages[0];
	control->read_index = control->write_index = ring.index = index;
}

static uint8_t *byte_at(uint32_t index)
{
	index %= ring.size;
	return pages[1 + index / HV_PAGE_SIZE] + index % HV_PAGE_SIZE;
}

static uint8_t pattern(size_t i)
{
	return (uint8_t)(i * 7 + i / 256 + 1);
}

/* A packet of @size bytes with its header, as the guest writes one. */
static void guest_writes(uint16_t offset8, uint16_t length8, size_t size)
{
	const struct hv_packet head = { HV_PACKET_IN_BAND, offset8, length8, 0,
		                        0x1122334455667788 };
	const uint32_t at = control->write_index;

	for (uint32_t i = 0; i < size; i++)
		*byte_at(at + i) = i < sizeof(head) ? ((const uint8_t *)&head)[i] : pattern(i);
	control->write_index = (at + (uint32_t)size + HV_PACKET_TRAILER) % ring.size;
}

static int read_one(size_t *size, bool *signal)
{
	memset(buffer, 0x55, sizeof(buffer));
	return ring_read(&ring, buffer, size, signal);
}

/* Write a packet of @size bytes in three uneven pieces. */
static int write_one(size_t size, bool *signal)
{
	static uint8_t bytes[RING_MAX_PACKET * 2];
	const size_t first = size / 3, second = size / 5;
	const struct iovec parts[] = { { bytes, first },
		                       { bytes + first, second },
		                       { bytes + first + second, size - first - second } };

	for (size_t i = 0; i < size; i++)
		bytes[i] = pattern(i);
	return ring_write(&ring, parts, ARRAY_SIZE(parts), signal);
}

static bool guest_finds(uint32_t at, size_t size)
{
	uint64_t trailer = 0;

	for (uint32_t i = 0; i < size; i++)
		if (*byte_at(at + i) != pattern(i))
			return false;
	for (uint32_t i = 0; i < sizeof(trailer); i++)
		trailer |= (uint64_t)*byte_at(at + (uint32_t)size + i) << 8 * i;
	return trailer == (uint64_t)at << 32;
}

static bool is_pattern(size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (buffer[i] != pattern(i))
			return false;
	return true;
}

static const size_t sizes[] = { 16, 24, 32, 40, 2048, 4064, 4072 };

static void reads_around_the_end_at_every_offset(void)
{
	size_t size;
	bool signal;

	for (uint32_t data = 1; data <= 3; data++)
		for (uint32_t at = 0; at < data * HV_PAGE_SIZE; at += 8)
			for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
				start(data, at);
				guest_writes(2, (uint16_t)(sizes[i] / 8), sizes[i]);
				is_int(read_one(&size, &signal), 1);
				is_int(size, sizes[i]);
				is_true(is_pattern(sizeof(struct hv_packet), size));
				is_int(control->read_index, control->write_index);
				is_int(read_one(&size, &signal), 0);
			}
}

static void writes_around_the_end_at_every_offset(void)
{
	bool signal;

	for (uint32_t data = 1; data <= 3; data++)
		for (uint32_t at = 0; at < data * HV_PAGE_SIZE; at += 8)
			for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
				start(data, at);
				is_int(write_one(sizes[i], &signal), 0);
				is_true(guest_finds(at, sizes[i]));
				is_int(control->write_index, (at + sizes[i] + 8) % ring.size);
				is_int(*byte_at(control->write_index), 0xee);
			}
}

static void needs_a_control_page_and_one_of_data(void)
{
	struct ring r;

	start(1, 0);
	is_int(ring_init(&r, pages, 0), -EINVAL);
	is_int(ring_init(&r, pages, 1), -EINVAL);
	is_int(ring_init(&r, pages, 2), 0);
	is_int(r.size, HV_PAGE_SIZE);
	is_int(r.index, 0);
}

static void a_packet_that_fills_the_ring_does_not_fit(void)
{
	bool signal = true;

	start(1, 80);
	is_int(write_one(HV_PAGE_SIZE - HV_PACKET_TRAILER, &signal), -EAGAIN);
	is_true(!signal);
	is_int(control->write_index, 80);
	is_int(control->pending_send_size, HV_PAGE_SIZE);
	is_int(*byte_at(80), 0xee);
	is_int(write_one(HV_PAGE_SIZE - HV_PACKET_TRAILER - 8, &signal), 0);
	is_int(control->pending_send_size, 0);
	is_int(write_one(16, &signal), -EAGAIN);
	is_int(control->pending_send_size, 24);
}

static void a_reader_sees_what_is_whole(void)
{
	size_t size = 0;
	bool signal;

	start(1, 8);
	guest_writes(2, 2, 16);
	guest_writes(3, 4, 32);
	is_int(read_one(&size, &signal), 1);
	is_int(size, 16);
	is_int(control->read_index, 32);
	is_int(read_one(&size, &signal), 1);
	is_int(size, 32);
	is_int(buffer[2], 3);
	is_int(buffer[4], 4);
	is_int(read_one(&size, &signal), 0);
	is_true(!signal);
}

static void only_an_empty_ring_is_worth_a_signal(void)
{
	bool signal = false;

	start(1, 0);
	is_int(write_one(16, &signal), 0);
	is_true(signal);
	is_int(write_one(16, &signal), 0);
	is_true(!signal);
	control->read_index = 24; /* the guest has taken one, and goes on reading */
	is_int(write_one(16, &signal), 0);
	is_true(!signal);
	control->read_index = control->write_index;
	is_int(write_one(16, &signal), 0);
	is_true(signal);
	control->read_index = control->write_index;
	control->interrupt_mask = 1;
	is_int(write_one(16, &signal), 0);
	is_true(!signal);
}

static void hostile_read_indices_stop_the_writer(void)
{
	static const uint32_t wrong[] = {
		4096, 4104, 4, 7, 0x80000000, UINT32_MAX, UINT32_MAX - 7
	};
	bool signal = true;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		start(1, 0);
		control->read_index = wrong[i];
		is_int(write_one(16, &signal), -EPROTO);
		is_true(!signal);
		is_int(control->write_index, 0);
		is_int(*byte_at(0), 0xee);
	}
}

static void hostile_write_indices_stop_the_reader(void)
{
	static const uint32_t wrong[] = {
		4096, 4, 7, 8, 16, 0x80000000, UINT32_MAX, UINT32_MAX - 7
	};
	size_t size = 99;
	bool signal = true;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		start(1, 0);
		control->write_index = wrong[i];
		is_int(read_one(&size, &signal), -EPROTO);
		is_true(!signal);
		is_int(size, 99);
		is_int(control->read_index, 0);
	}
}

static void hostile_headers_stop_the_reader(void)
{
	static const struct {
		uint16_t offset8, length8;
		uint32_t used;
	} wrong[] = {
		{ 2, 0, 24 },          { 0, 0, 24 },        { 2, 1, 24 },   { 1, 2, 24 },
		{ 0, 2, 24 },          { 3, 2, 64 },        { 2, 3, 24 },   { 0xffff, 4, 64 },
		{ 2, 0xffff, 0x7ff8 }, { 2, 2049, 0x4010 }, { 2, 4, 0x20 },
	};
	size_t size = 99;
	bool signal;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		start(8, 32);
		guest_writes(wrong[i].offset8, wrong[i].length8, 16);
		control->write_index = (32 + wrong[i].used) % ring.size;
		is_int(read_one(&size, &signal), -EPROTO);
		is_int(size, 99);
		is_int(control->read_index, 32);
		is_int(ring.index, 32);
	}
}

static void the_longest_packet_is_read(void)
{
	size_t size;
	bool signal;

	start(8, 4096 * 7);
	guest_writes(2, RING_MAX_PACKET / 8, RING_MAX_PACKET);
	is_int(read_one(&size, &signal), 1);
	is_int(size, RING_MAX_PACKET);
	is_true(is_pattern(16, RING_MAX_PACKET));
}

/* Three packets of 1000 with their trailers, 1096 bytes free; the host reads one. Is the guest told? */
static bool told(uint32_t pending)
{
	size_t size;
	bool signal = false;

	start(1, 2048);
	for (int i = 0; i < 3; i++)
		guest_writes(2, 124, 992);
	control->pending_send_size = pending;
	is_int(read_one(&size, &signal), 1);
	return signal;
}

static void a_guest_that_waits_for_room_is_told_once(void)
{
	is_true(!told(0));
	is_true(!told(1095)); /* had it before */
	is_true(told(1096));  /* all of the room is not enough */
	is_true(told(2095));
	is_true(!told(2096)); /* nor is it now */
	is_true(!told(UINT32_MAX));
}

static void the_interrupt_mask_does_not_matter_to_a_guest_that_waits(void)
{
	size_t size;
	bool signal = false;

	start(1, 0);
	guest_writes(2, 510, 4080);
	control->pending_send_size = 100;
	control->interrupt_mask = 1;
	is_int(read_one(&size, &signal), 1);
	is_true(signal);
}

/* What happens at the first touch of a page that was taken away. */
static struct {
	uint8_t *page;
	void (*happens)(void);
} trap;

static void on_fault(int number, siginfo_t *info, void *context)
{
	const uint8_t *at = info->si_addr;

	(void)context;
	if (!trap.happens || at < trap.page || at >= trap.page + HV_PAGE_SIZE) {
		signal(number, SIG_DFL); /* a real one: once more, and that is the end */
		return;
	}
	mprotect(trap.page, HV_PAGE_SIZE, PROT_READ | PROT_WRITE);
	trap.happens();
	trap.happens = NULL;
}

static void set_trap(uint8_t *page, int protection, void (*happens)(void))
{
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &action, NULL);
	trap.page = page;
	trap.happens = happens;
	mprotect(page, HV_PAGE_SIZE, protection);
}

static bool is_sprung(void)
{
	mprotect(trap.page, HV_PAGE_SIZE, PROT_READ | PROT_WRITE);
	return trap.happens == NULL;
}

static void take_all(void)
{
	control->read_index = control->write_index;
}

static void room_made_while_the_host_asks_for_it_is_seen(void)
{
	bool signal = false;

	start(1, 0);
	is_int(write_one(4080, &signal), 0);
	set_trap(pages[0], PROT_READ, take_all); /* springs as pending_send_size is written */
	is_int(write_one(64, &signal), 0);
	is_true(is_sprung());
	is_int(control->pending_send_size, 0);
	is_true(signal);
}

static void break_read_index(void)
{
	control->read_index = 12;
}

static void an_index_broken_while_the_host_asks_writes_nothing(void)
{
	bool signal = true;

	start(1, 0);
	is_int(write_one(4080, &signal), 0);
	set_trap(pages[0], PROT_READ, break_read_index);
	is_true(write_one(64, &signal) < 0);
	is_true(is_sprung());
	is_true(!signal);
	is_int(write_one(64, &signal), -EPROTO);
}

/* The guest fills what is left of the ring, finds that a packet of 200 does not fit, and waits. */
static void fill_up_and_wait(void)
{
	control->write_index = 4000;
	control->pending_send_size = 208;
}

static void a_guest_that_begins_to_wait_during_a_read_is_told(void)
{
	size_t size;
	bool signal = false;

	start(1, 0);
	guest_writes(2, 60, 480);
	set_trap(pages[1], PROT_NONE, fill_up_and_wait);
	is_int(read_one(&size, &signal), 1);
	is_true(is_sprung());
	is_int(size, 480);
	is_true(signal); /* 96 bytes were free, and 584 are */
}

static void break_write_index(void)
{
	control->write_index = UINT32_MAX;
	control->pending_send_size = 8;
}

static void an_index_broken_during_a_read_is_no_reason_to_signal(void)
{
	size_t size;
	bool signal = true;

	start(1, 0);
	guest_writes(2, 60, 480);
	set_trap(pages[1], PROT_NONE, break_write_index);
	is_int(read_one(&size, &signal), 1);
	is_true(is_sprung());
	is_true(!signal);
	is_int(read_one(&size, &signal), -EPROTO);
}

static void enlarge_header(void)
{
	struct hv_packet *head = (void *)byte_at(4096 - 8);

	head->offset8 = 0x7fff;
	head->length8 = 0xffff;
}

static void a_header_changed_during_a_read_does_not_count(void)
{
	struct hv_packet head;
	size_t size;
	bool signal;

	start(2, 4096 - 8); /* the page ends in the middle of the header */
	guest_writes(2, 60, 480);
	set_trap(pages[2], PROT_NONE, enlarge_header);
	is_int(read_one(&size, &signal), 1);
	is_true(is_sprung());
	memcpy(&head, buffer, sizeof(head));
	is_int(size, 480);
	is_int(head.length8, 60);
	is_int(head.offset8, 2);
}

TAP_MAIN(TAP_CASE(reads_around_the_end_at_every_offset),
         TAP_CASE(writes_around_the_end_at_every_offset),
         TAP_CASE(needs_a_control_page_and_one_of_data),
         TAP_CASE(a_packet_that_fills_the_ring_does_not_fit), TAP_CASE(a_reader_sees_what_is_whole),
         TAP_CASE(only_an_empty_ring_is_worth_a_signal),
         TAP_CASE(hostile_read_indices_stop_the_writer),
         TAP_CASE(hostile_write_indices_stop_the_reader), TAP_CASE(hostile_headers_stop_the_reader),
         TAP_CASE(the_longest_packet_is_read), TAP_CASE(a_guest_that_waits_for_room_is_told_once),
         TAP_CASE(the_interrupt_mask_does_not_matter_to_a_guest_that_waits),
         TAP_CASE(room_made_while_the_host_asks_for_it_is_seen),
         TAP_CASE(an_index_broken_while_the_host_asks_writes_nothing),
         TAP_CASE(a_guest_that_begins_to_wait_during_a_read_is_told),
         TAP_CASE(an_index_broken_during_a_read_is_no_reason_to_signal),
         TAP_CASE(a_header_changed_during_a_read_does_not_count))
