// SPDX-License-Identifier: GPL-2.0-only
/*
 * What flows through an open channel: packets in and out, those that wait for room, rings that make no
 * sense, and the guest's signals through KVM, whose part ioctl() below plays.
 */
#include "auto.h"
#include "hvhost_dummy.h"
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

static struct guest guest;
static struct guest_channel channel;
static struct dummy one;
static struct heard h;

static struct {
	int fail; /* errno for the next one */
	unsigned int attached, detached;
	uint32_t connection;
} kvm;

/* In place of the C library's: no other descriptor is asked anything here. */
int ioctl(int fd, unsigned long request, ...)
{
	const struct kvm_hyperv_eventfd *event;
	va_list args;

	(void)fd;
	va_start(args, request);
	event = va_arg(args, void *);
	va_end(args);
	is_int(request, KVM_HYPERV_EVENTFD);
	errno = kvm.fail;
	kvm.fail = 0;
	if (errno)
		return -1;
	kvm.connection = event->conn_id;
	*(event->flags & KVM_HYPERV_EVENTFD_DEASSIGN ? &kvm.detached : &kvm.attached) += 1;
	return 0;
}

static void start(void)
{
	guest_init(&guest, HV_VMBUS_VERSION(5, 3));
	dummy_add(&guest.bus, &one, "one");
	guest_connect(&guest);
	guest_open(&guest, &channel, &one.device);
	is_int(one.opened, 1);
	is_true(device_is_open(&one.device));
	guest_forget(&guest);
}

static void finish(void)
{
	guest_done(&guest);
}

static struct channel *host(void)
{
	return &guest.bus.channels[channel.relid - 1];
}

/* A packet with a header of the test's own, @extra words of 8 bytes between it and the payload. */
static void put_raw(uint16_t type, uint16_t flags, const void *extra, uint16_t words,
                    const void *payload, uint16_t payload_words)
{
	const struct hv_packet head = { type, (uint16_t)(2 + words),
		                        (uint16_t)(2 + words + payload_words), flags, 0xabcdef };
	uint32_t at = channel.out->write_index;

	for (uint32_t i = 0; i < sizeof(head); i++)
		*guest_byte(channel.out, at++) = ((const uint8_t *)&head)[i];
	for (uint32_t i = 0; i < words * 8u; i++)
		*guest_byte(channel.out, at++) = ((const uint8_t *)extra)[i];
	for (uint32_t i = 0; i < payload_words * 8u; i++)
		*guest_byte(channel.out, at++) = ((const uint8_t *)payload)[i];
	channel.out->write_index = (at + HV_PACKET_TRAILER) % GUEST_RING_BYTES;
}

static void packets_come_apart(void)
{
	start();
	put_raw(HV_PACKET_IN_BAND, HV_PACKET_WANTS_COMPLETION, NULL, 0, "eight by", 1);
	guest_signal(&channel);
	is_int(one.packets, 1);
	is_int(one.packet.type, HV_PACKET_IN_BAND);
	is_true(one.packet.wants_completion);
	is_int(one.packet.trans_id, 0xabcdef);
	is_int(one.packet.size, 8);
	is_true(memcmp(one.payload, "eight by", 8) == 0);
	put_raw(HV_PACKET_COMPLETION, 2, "an extra", 1, "01234567abcdefgh", 2);
	guest_signal(&channel);
	is_int(one.packet.type, HV_PACKET_COMPLETION);
	is_true(!one.packet.wants_completion);
	is_int(one.packet.size, 16);
	is_int(one.packet.ranges_size, 0);
	is_true(memcmp(one.payload, "01234567abcdefgh", 16) == 0);
	put_raw(HV_PACKET_IN_BAND, 0, NULL, 0, NULL, 0);
	guest_signal(&channel);
	is_int(one.packets, 3);
	is_int(one.packet.size, 0);
	finish();
}

static void gpa_direct_packets_bring_ranges(void)
{
	const struct {
		struct hv_gpa_direct head;
		struct hv_gpa_range range;
		uint64_t pages[2];
	} extra = { { 0, 1 }, { 8192, 0 }, { 17, 18 } };

	start();
	put_raw(HV_PACKET_GPA_DIRECT, 0, &extra, sizeof(extra) / 8, "payload.", 1);
	guest_signal(&channel);
	is_int(one.packet.range_count, 1);
	is_int(one.packet.ranges_size, sizeof(extra) - sizeof(extra.head));
	is_true(memcmp(one.ranges, &extra.range, sizeof(extra) - sizeof(extra.head)) == 0);
	is_true(memcmp(one.payload, "payload.", 8) == 0);
	put_raw(HV_PACKET_GPA_DIRECT, 0, NULL, 0, "no extra", 1);
	guest_signal(&channel);
	is_int(one.packets, 1);
	is_true(!device_is_open(&one.device));
	is_true(guest_saw(&guest, "\"state\":\"broken\""));
	finish();
}

/* A GPA-direct packet of @count words of 8 bytes as its ranges. */
static struct packet with_ranges(const uint64_t *words, size_t count, uint32_t ranges)
{
	return (struct packet){ .type = HV_PACKET_GPA_DIRECT,
		                .ranges = (const uint8_t *)words,
		                .ranges_size = count * sizeof(words[0]),
		                .range_count = ranges };
}

/* A range's first word. */
#define RANGE(offset, bytes) ((uint64_t)(offset) << 32 | (bytes))

static void ranges_become_pieces_of_memory(void)
{
	static const uint64_t words[] = { RANGE(100, 5000), 20, 22, RANGE(0, 4096), 7, RANGE(0, 0),
		                          RANGE(4095, 1),   9 };
	const struct packet p = with_ranges(words, ARRAY_SIZE(words), 4);
	const struct memory *m = &guest.fx.memory;
	struct iovec pieces[4];

	start();
	is_int(packet_map(&p, m, pieces, 4, 9097, 9097), 4);
	is_true(pieces[0].iov_base == m->regions[0].host + 20 * HV_PAGE_SIZE + 100);
	is_int(pieces[0].iov_len, 3996);
	is_true(pieces[1].iov_base == m->regions[0].host + 22 * HV_PAGE_SIZE);
	is_int(pieces[1].iov_len, 1004);
	is_int(pieces[2].iov_len, 4096);
	is_true(pieces[3].iov_base == m->regions[0].host + 10 * HV_PAGE_SIZE - 1);
	is_int(pieces[3].iov_len, 1);
	is_int(packet_map(&p, m, pieces, 3, 9097, 0), -EINVAL);
	is_int(packet_map(&p, m, pieces, 4, 9096, 0), -EINVAL);
	is_int(packet_map(&p, m, pieces, 4, 9097, 9098), -EINVAL);
	is_int(packet_map(&(struct packet){ .size = 8 }, m, pieces, 4, 9, 0), 0);
	finish();
}

static void ranges_that_lie_are_refused(void)
{
	enum { LAST = GUEST_MEMORY / HV_PAGE_SIZE - 1 };
	static const struct {
		uint64_t words[4];
		size_t count;
		uint32_t ranges;
		int rc;
	} lies[] = {
		{ { RANGE(0, 8192), LAST - 1, LAST }, 3, 1, 2 }, /* no lie, for once */
		{ { RANGE(0, 8192), LAST, LAST + 1 }, 3, 1, -EINVAL },
		{ { RANGE(0, 8192), LAST, LAST }, 2, 1, -EINVAL },
		{ { RANGE(1, 8192), LAST, LAST }, 3, 1, -EINVAL },
		{ { RANGE(0, 1), 1ull << 52 }, 2, 1, -EINVAL },
		{ { RANGE(0, 1), UINT64_MAX }, 2, 1, -EINVAL },
		{ { RANGE(4096, 1), 1, 1 }, 3, 1, -EINVAL },
		{ { RANGE(0, UINT32_MAX), 1, 1 }, 3, 1, -EINVAL },
		{ { RANGE(0, 8), 1 }, 2, 2, -EINVAL },
		{ { RANGE(0, 0) }, 1, UINT32_MAX, -EINVAL },
	};
	struct iovec pieces[8];

	start();
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		const struct packet p = with_ranges(lies[i].words, lies[i].count, lies[i].ranges);

		is_int(packet_map(&p, &guest.fx.memory, pieces, 8, 1 << 20, 0), lies[i].rc);
	}
	finish();
}

static void what_is_sent_is_padded_with_zeroes(void)
{
	start();
	memset((uint8_t *)channel.in + HV_PAGE_SIZE, 0xee, GUEST_RING_BYTES);
	is_int(device_send(&one.device, HV_PACKET_COMPLETION, 0, 0x123456789abcdef, "abc", 3), 0);
	is_true(guest_take(&channel));
	is_int(channel.size, 8);
	is_true(memcmp(channel.packet, "abc\0\0\0\0\0", 8) == 0);
	is_int(channel.trans_id, 0x123456789abcdef);
	is_int(*guest_byte(channel.in, 0), HV_PACKET_COMPLETION);
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, HV_PACKET_WANTS_COMPLETION, 1, "", 0),
	       0);
	is_true(guest_take(&channel));
	is_int(channel.size, 0);
	is_int(*guest_byte(channel.in, 32 + 6), HV_PACKET_WANTS_COMPLETION);
	is_int(channel.in->feature_bits, HV_RING_FEATURE_PENDING_SEND);
	finish();
}

static void what_can_never_fit_is_refused(void)
{
	static uint8_t bytes[RING_MAX_PACKET + 8];
	/* header and trailer, and the byte that stays free */
	const size_t most = GUEST_RING_BYTES - sizeof(struct hv_packet) - HV_PACKET_TRAILER - 8;

	start();
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, bytes, sizeof(bytes)), -EMSGSIZE);
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, bytes, most + 1), -EMSGSIZE);
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, bytes, SIZE_MAX), -EMSGSIZE);
	is_int(channel.in->write_index, 0);
	is_int(channel.in->pending_send_size, 0);
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, bytes, most), 0);
	is_true(guest_take(&channel));
	is_int(channel.size, most);
	finish();
}

static void only_an_open_device_sends(void)
{
	static struct dummy two;

	start();
	dummy_add(&guest.bus, &two, "two");
	is_int(device_send(&two.device, HV_PACKET_IN_BAND, 0, 1, "x", 1), -ENOTCONN);
	is_int(vmbus_offer(&guest.bus, &two.device), 0);
	hear(&guest, &h);
	is_int(device_send(&two.device, HV_PACKET_IN_BAND, 0, 1, "x", 1), -ENOTCONN);
	guest_close(&channel);
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, "x", 1), -ENOTCONN);
	finish();
}

enum { BIG = 3000 };

/* Send packets whose first word counts, of @size bytes, until one is kept back. How many went out. */
static uint32_t send_until_kept(uint32_t from, size_t size)
{
	static uint32_t words[BIG / 4];

	for (words[0] = from; host()->backlog_bytes == 0; words[0]++)
		is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, words[0], words, size), 0);
	return words[0];
}

static void packets_that_wait_keep_their_order(void)
{
	uint32_t sent, taken = 0;

	start();
	sent = send_until_kept(0, BIG);
	is_int(sent, GUEST_RING_BYTES / (BIG + 24) + 1);
	is_int(channel.in->pending_send_size, BIG + 24);
	/* A small one would fit, but it must not overtake. */
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, sent, &sent, 4), 0);
	sent++;
	while (guest_take(&channel)) /* signals, as a guest does when it is asked to */
		is_int(*(uint32_t *)channel.packet, taken++);
	is_int(taken, sent);
	is_int(host()->backlog_bytes, 0);
	is_int(channel.in->pending_send_size, 0);
	sent = send_until_kept(100, BIG); /* and once more, from the empty list */
	for (taken = 100; guest_take(&channel); taken++)
		is_int(*(uint32_t *)channel.packet, taken);
	is_int(taken, sent);
	finish();
}

static void the_backlog_is_limited(void)
{
	static const uint8_t big[BIG];
	unsigned int n = 0, taken = 0;
	int rc;

	start();
	while ((rc = device_send(&one.device, HV_PACKET_IN_BAND, 0, n, big, sizeof(big))) == 0)
		n++;
	is_int(rc, -ENOBUFS);
	is_true(host()->backlog_bytes <= CHANNEL_MAX_BACKLOG);
	is_true(host()->backlog_bytes + BIG + 16 > CHANNEL_MAX_BACKLOG);
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, n, big, sizeof(big)), -ENOBUFS);
	for (; guest_take(&channel); taken++)
		is_int(channel.trans_id, taken);
	is_int(taken, n);
	is_int(host()->backlog_bytes, 0);
	finish();
}

static void a_backlog_does_not_outlive_its_channel(void)
{
	start();
	send_until_kept(0, BIG);
	guest_close(&channel);
	is_int(host()->backlog_bytes, 0);
	is_true(!host()->backlog);
	guest_open(&guest, &channel, &one.device);
	is_true(!guest_take(&channel));
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 7, "new", 3), 0);
	is_true(guest_take(&channel));
	is_int(channel.trans_id, 7);
	finish();
}

/* The guest's rings as they are, to be compared: the host must not touch them. */
static const uint8_t *snapshot(void)
{
	static uint8_t copy[GUEST_CHANNEL_BYTES];

	return memcpy(copy, channel.out, sizeof(copy));
}

static void is_left_alone(void)
{
	const uint8_t *before = snapshot();

	is_true(!device_is_open(&one.device));
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, "x", 1), -ENOTCONN);
	guest_signal(&channel);
	is_int(one.packets, 0);
	is_true(memcmp(before, channel.out, GUEST_CHANNEL_BYTES) == 0);
	is_int(guest_count(&guest, "\"state\":\"broken\""), 1);
}

static void a_broken_ring_from_the_guest_is_never_touched_again(void)
{
	start();
	send_until_kept(0, BIG);
	guest_put(&channel, "fine", 4);
	channel.out->write_index += 4;
	guest_signal(&channel);
	channel.out->write_index -= 4; /* too late to make it good */
	channel.in->read_index = channel.in->write_index;
	is_left_alone();
	guest_close(&channel);
	is_int(one.closed, 1);
	guest_open(&guest, &channel, &one.device); /* a new ring is a new start */
	guest_put(&channel, "fine", 4);
	guest_signal(&channel);
	is_int(one.packets, 1);
	finish();
}

static void a_broken_ring_to_the_guest_is_never_touched_again(void)
{
	start();
	channel.in->read_index = GUEST_RING_BYTES;
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, "x", 1), -EPROTO);
	channel.in->read_index = 0;
	guest_put(&channel, "fine", 4);
	is_left_alone();
	finish();
}

static void a_ring_that_breaks_under_a_backlog_ends_it(void)
{
	start();
	send_until_kept(0, BIG);
	channel.in->read_index = 2;
	guest_signal(&channel);
	channel.in->read_index = channel.in->write_index;
	is_left_alone();
	is_int(vmbus_rescind(&guest.bus, &one.device), 0);
	is_int(one.closed, 1);
	finish();
}

static void rescind_me(struct dummy *d)
{
	is_int(vmbus_rescind(d->bus, &d->device), 0);
	is_true(!device_is_open(&d->device));
	is_int(device_send(&d->device, HV_PACKET_IN_BAND, 0, 1, "x", 1), -ENOTCONN);
}

static void a_device_may_go_while_it_has_a_packet(void)
{
	start();
	one.act = rescind_me;
	for (int i = 0; i < 3; i++)
		guest_put(&channel, "packet", 6);
	guest_signal(&channel);
	is_int(guest.last_message, HV_VMBUS_RESCIND);
	is_int(one.packets, 1);
	is_int(one.closed, 1);
	is_int(vmbus_signal(&guest.bus, 0x2000 | channel.relid), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(one.packets, 1);
	finish();
}

static void offer_again(struct dummy *d)
{
	rescind_me(d);
	is_int(vmbus_offer(d->bus, &d->device), 0);
}

static void and_be_offered_anew_at_once(void)
{
	start();
	one.act = offer_again;
	for (int i = 0; i < 3; i++)
		guest_put(&channel, "packet", 6);
	guest_signal(&channel);
	is_int(one.packets, 1);
	is_int(one.device.channel->relid, channel.relid + 1);
	is_int(one.device.channel->state, CHANNEL_OFFERED);
	guest_open(&guest, &channel, &one.device);
	is_int(one.opened, 2);
	finish();
}

static void answer_back(struct dummy *d)
{
	is_int(device_send(&d->device, HV_PACKET_COMPLETION, 0, d->packet.trans_id, d->payload,
	                   d->packet.size),
	       0);
}

static void every_packet_is_answered_whatever_the_pace(void)
{
	static const uint8_t bytes[2048];
	uint64_t put = 0, taken = 0;

	start();
	one.act = answer_back;
	while (taken < 5000) { /* the guest takes less than it puts, then all at once */
		for (int i = 0; i < 7; i++) {
			channel.trans_id = put++;
			guest_put(&channel, bytes, 8 + put * 64 % 1600);
		}
		guest_signal(&channel);
		is_int(one.packets, put);
		for (int i = 0; i < (put % 3 ? 5 : 20) && guest_take(&channel); i++)
			is_int(channel.trans_id, taken++);
	}
	while (guest_take(&channel))
		is_int(channel.trans_id, taken++);
	is_int(taken, put);
	finish();
}

static void a_silent_device_leaves_packets_where_they_are(void)
{
	start();
	is_int(guest_command(vmbus_commands, &guest.bus, "silent one on", NULL), 0);
	guest_put(&channel, "packet", 6);
	guest_signal(&channel);
	is_int(one.packets, 0);
	is_int(channel.out->read_index, 0);
	is_int(guest_command(vmbus_commands, &guest.bus, "silent one off", NULL), 0);
	is_int(one.packets, 1);
	is_int(guest_command(vmbus_commands, &guest.bus, "silent two off", NULL), -1);
	is_int(guest_command(vmbus_commands, &guest.bus, "silent one maybe", NULL), -1);
	guest_close(&channel);
	is_int(guest_command(vmbus_commands, &guest.bus, "silent one off", NULL), 0);
	finish();
}

static void signals_are_for_open_channels(void)
{
	const uint32_t connection = 0x2000 | 1;

	start();
	is_int(channel.relid, 1);
	guest_put(&channel, "packet", 6);
	is_int(vmbus_signal(&guest.bus, 0x2000 | 2), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_signal(&guest.bus, 1), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_signal(&guest.bus, 0x2000), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_signal(&guest.bus, 0x2000 | 65), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_signal(&guest.bus, UINT64_MAX), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_signal(&guest.bus, connection | 1ull << 32), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_signal(&guest.bus, connection | 1ull << 63), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(one.packets, 0);
	is_int(vmbus_signal(&guest.bus, connection), HV_STATUS_SUCCESS);
	is_int(one.packets, 1);
	guest_close(&channel);
	is_int(vmbus_signal(&guest.bus, connection), HV_STATUS_INVALID_CONNECTION_ID);
	finish();
}

/* As under KVM: the guest's signals come through an eventfd. */
static void start_with_kvm(void)
{
	memset(&kvm, 0, sizeof(kvm));
	guest_init(&guest, HV_VMBUS_VERSION(5, 3));
	guest.bus.vm_fd = 0;
	dummy_add(&guest.bus, &one, "one");
	guest_connect(&guest);
	guest_open(&guest, &channel, &one.device);
}

static void kvm_takes_the_guests_signals(void)
{
	start_with_kvm();
	is_int(kvm.attached, 1);
	is_int(kvm.connection, 0x2000 | channel.relid);
	guest_put(&channel, "packet", 6);
	is_int(eventfd_write(host()->signal_fd, 1), 0);
	guest_run(&guest, 5);
	is_int(one.packets, 1);
	guest_close(&channel);
	is_int(kvm.detached, 1);
	is_int(kvm.connection, 0x2000 | channel.relid);
	is_int(host()->signal_fd, -1);
	finish();
	is_int(kvm.attached, 1);
}

static void a_guest_that_never_stops_waits_for_its_next_turn(void)
{
	start_with_kvm();
	for (int i = 0; i < CHANNEL_TURN + 100; i++)
		guest_put(&channel, NULL, 0);
	is_true(channel.out->write_index < GUEST_RING_BYTES);
	channel_signalled(host());
	is_int(one.packets, CHANNEL_TURN);
	guest_run(&guest, 5); /* nobody signals again, and yet */
	is_int(one.packets, CHANNEL_TURN + 100);
	finish();
}

static unsigned int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	is_true(dir != NULL);
	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static void a_signal_kvm_refuses_fails_the_open(void)
{
	struct hv_vmbus_open open = { .header.type = HV_VMBUS_OPEN, .open_id = 5 };
	unsigned int fds;

	start_with_kvm();
	say_relid(&guest, &h, HV_VMBUS_CLOSE, channel.relid);
	fds = count_fds();
	open.relid = channel.relid;
	open.gpadl = GUEST_GPADL + channel.relid;
	open.downstream_page = GUEST_RING_PAGES;
	kvm.fail = EEXIST;
	say(&guest, &h, &open, sizeof(open));
	is_true(((const struct hv_vmbus_open_result *)heard(&h, 0, HV_VMBUS_OPEN_RESULT))->status);
	is_true(!device_is_open(&one.device));
	is_int(one.opened, 1);
	is_int(count_fds(), fds);
	say(&guest, &h, &open, sizeof(open));
	is_int(((const struct hv_vmbus_open_result *)heard(&h, 0, HV_VMBUS_OPEN_RESULT))->status,
	       0);
	is_int(one.opened, 2);
	finish();
}

/* Open, use, leave in one of four ways, and offer anew. */
static void live(unsigned int way)
{
	guest_open(&guest, &channel, &one.device);
	send_until_kept(0, BIG);
	guest_put(&channel, "packet", 6);
	eventfd_write(host()->signal_fd, 1);
	if (way % 2)
		guest_close(&channel);
	if (way < 2)
		is_int(vmbus_rescind(&guest.bus, &one.device), 0);
	hear(&guest, &h);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, channel.relid);
	is_int(vmbus_offer(&guest.bus, &one.device), 0);
	hear(&guest, &h);
}

static void a_thousand_lives_leave_nothing_behind(void)
{
	unsigned int fds = 0;
	size_t bytes = 0;

	start_with_kvm();
	guest_close(&channel);
	for (unsigned int i = 0; i < 1000; i++) {
		if (i == 20) { /* by then the journal's line has its size */
			fds = count_fds();
			bytes = mallinfo2().uordblks;
		}
		live(i % 4);
	}
	is_int(count_fds(), fds);
	is_int(mallinfo2().uordblks, bytes);
	is_int(guest.bus.gpadls.count, 0);
	is_int(kvm.attached, 1001);
	is_int(kvm.detached, 1001);
	is_int(one.opened, 1001);
	is_int(one.closed, 1001);
	is_int(one.device.channel->relid, 1);
	finish();
}

TAP_MAIN(TAP_CASE(packets_come_apart), TAP_CASE(gpa_direct_packets_bring_ranges),
         TAP_CASE(ranges_become_pieces_of_memory), TAP_CASE(ranges_that_lie_are_refused),
         TAP_CASE(what_is_sent_is_padded_with_zeroes), TAP_CASE(what_can_never_fit_is_refused),
         TAP_CASE(only_an_open_device_sends), TAP_CASE(packets_that_wait_keep_their_order),
         TAP_CASE(the_backlog_is_limited), TAP_CASE(a_backlog_does_not_outlive_its_channel),
         TAP_CASE(a_broken_ring_from_the_guest_is_never_touched_again),
         TAP_CASE(a_broken_ring_to_the_guest_is_never_touched_again),
         TAP_CASE(a_ring_that_breaks_under_a_backlog_ends_it),
         TAP_CASE(a_device_may_go_while_it_has_a_packet), TAP_CASE(and_be_offered_anew_at_once),
         TAP_CASE(every_packet_is_answered_whatever_the_pace),
         TAP_CASE(a_silent_device_leaves_packets_where_they_are),
         TAP_CASE(signals_are_for_open_channels), TAP_CASE(kvm_takes_the_guests_signals),
         TAP_CASE(a_guest_that_never_stops_waits_for_its_next_turn),
         TAP_CASE(a_signal_kvm_refuses_fails_the_open),
         TAP_CASE(a_thousand_lives_leave_nothing_behind))
