// SPDX-License-Identifier: GPL-2.0-only
/*
 * An open channel whose guest does as it likes with the rings, and whose device answers every packet.
 * Steps: a byte that says what is done, a size and a value of 2 bytes each, and bytes if it takes any.
 */
#include "../unit/hvhost_dummy.h"
#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct step {
	uint8_t what;
	uint16_t size, value;
} __attribute__((packed));

static struct guest guest;
static struct guest_channel channel;
static struct dummy device;
static uint8_t before[GUEST_CHANNEL_BYTES];

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

/* Whatever the ranges name is RAM, and no more of it than was asked for. */
static void check_ranges(const struct packet *p)
{
	struct iovec pieces[16];
	size_t sum = 0;
	int n = packet_map(p, &guest.fx.memory, pieces, 16, 40000, 16);

	for (int i = 0; i < n; i++) {
		sum += pieces[i].iov_len;
		*(volatile uint8_t *)pieces[i].iov_base;
		*((volatile uint8_t *)pieces[i].iov_base + pieces[i].iov_len - 1);
	}
	check(n == -EINVAL || (n <= 16 && sum >= 16 && sum <= 40000));
}

/* Look at all that the packet brings, and send it back. */
static void answer(struct dummy *d)
{
	struct packet whole = d->packet;
	const struct packet *p = &whole;
	int rc = device_send(&d->device, HV_PACKET_COMPLETION, 0, p->trans_id, d->payload, p->size);

	whole.ranges = d->ranges;
	check_ranges(p);
	check(p->size <= RING_MAX_PACKET && p->ranges_size <= RING_MAX_PACKET);
	check(rc == 0 || rc == -ENOBUFS || rc == -EMSGSIZE || rc == -EPROTO || rc == -ENOTCONN);
	if (p->size > 64 && d->payload[1] == 0x5a)
		vmbus_rescind(d->bus, &d->device);
}

static void start(void)
{
	guest_init(&guest, HV_VMBUS_VERSION(5, 3));
	dummy_add(&guest.bus, &device, "device");
	device.act = answer;
	guest_connect(&guest);
	guest_open(&guest, &channel, &device.device);
}

/* Bytes at the guest's write index, @value of them also when they are not given, and a signal or none. */
static void write_bytes(const uint8_t *bytes, size_t size)
{
	const uint32_t index = channel.out->write_index % GUEST_RING_BYTES;

	for (uint32_t i = 0; i < size; i++)
		*guest_byte(channel.out, index + i) = bytes[i];
	channel.out->write_index = (uint32_t)(index + size) % GUEST_RING_BYTES;
}

static void write_packet(const struct step *s, const uint8_t *bytes, size_t size)
{
	const size_t padded = (size + 7) / 8 * 8;
	const struct hv_packet head = { s->value & 15, (uint16_t)(2 + (s->value >> 8) % 8),
		                        (uint16_t)(2 + padded / 8), 1, s->value };
	uint8_t packet[sizeof(head) + UINT16_MAX + 16] = { 0 };

	memcpy(packet, &head, sizeof(head));
	memcpy(packet + sizeof(head), bytes, size);
	write_bytes(packet, sizeof(head) + padded + HV_PACKET_TRAILER);
}

static void signal_host(void)
{
	vmbus_signal(&guest.bus, 0x2000 | channel.relid);
	guest_drain(&guest);
}

static void run(const struct step *s, const uint8_t *bytes)
{
	uint32_t *fields[] = { &channel.out->write_index,       &channel.out->read_index,
		               &channel.out->pending_send_size, &channel.in->write_index,
		               &channel.in->read_index,         &channel.in->interrupt_mask };

	switch (s->what % 8) {
	case 0:
		signal_host();
		break;
	case 1:
		write_packet(s, bytes, s->size);
		break;
	case 2:
		write_bytes(bytes, s->size);
		break;
	case 3:
		*fields[s->size % 6] = s->value;
		break;
	case 4:
		channel.in->read_index = channel.in->write_index;
		break;
	case 5:
		device_send(&device.device, HV_PACKET_IN_BAND, 0, s->value, before, s->size);
		break;
	case 6:
		device.device.silent = s->value & 1;
		break;
	case 7:
		guest_close(&channel);
		vmbus_offer(&guest.bus, &device.device);
		guest_drain(&guest);
		if (device.device.channel && !device_is_open(&device.device))
			guest_open(&guest, &channel, &device.device);
	}
}

/* Nothing is written to a channel that is not open, or broken. */
static void run_checked(const struct step *s, const uint8_t *bytes)
{
	const bool open = device_is_open(&device.device),
		   host = s->what % 8 == 0 || s->what % 8 == 5;

	if (!open)
		memcpy(before, channel.out, sizeof(before));
	run(s, bytes);
	check(open || !host || memcmp(before, channel.out, sizeof(before)) == 0);
	check(device.opened - device.closed <= 1 && !tap_failed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct step s;

	start();
	while (size >= sizeof(s)) {
		memcpy(&s, data, sizeof(s));
		data += sizeof(s);
		size -= sizeof(s);
		if (s.what % 8 == 1 || s.what % 8 == 2) {
			s.size = s.size < size ? s.size : (uint16_t)size;
			run_checked(&s, data);
			data += s.size;
			size -= s.size;
		} else {
			run_checked(&s, data);
		}
	}
	guest_done(&guest);
	check(device.opened == device.closed);
	return 0;
}
