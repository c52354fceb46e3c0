/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices that do nothing but remember what happened to them, and a guest that remembers every message it
 * was sent; on top of hvhost_guest.h.
 */
#pragma once
#include "hvhost_guest.h"

enum { HEARD_MAX = 128 };

struct dummy {
	struct device device;
	unsigned int opened, closed, packets;
	struct packet packet; /* the last one */
	uint8_t payload[RING_MAX_PACKET], ranges[RING_MAX_PACKET];
	void (*act)(struct dummy *d); /* on a packet */
	struct vmbus *bus;
};

/* The messages since the last say(), in order. */
struct heard {
	uint8_t message[HEARD_MAX][HV_MESSAGE_PAYLOAD] __attribute__((aligned(8)));
	unsigned int count;
};

static inline void dummy_opened(void *ctx)
{
	((struct dummy *)ctx)->opened++;
}

static inline void dummy_closed(void *ctx)
{
	((struct dummy *)ctx)->closed++;
}

static inline void dummy_packet(void *ctx, const struct packet *p)
{
	struct dummy *d = ctx;

	d->packets++;
	d->packet = *p;
	memcpy(d->payload, p->payload, p->size);
	if (p->ranges_size)
		memcpy(d->ranges, p->ranges, p->ranges_size);
	if (d->act)
		d->act(d);
}

static inline void dummy_add(struct vmbus *bus, struct dummy *d, const char *name)
{
	static const struct device_ops ops = { dummy_opened, dummy_packet, dummy_closed };

	*d = (struct dummy){ .device = { .name = name, .ops = &ops, .ctx = d }, .bus = bus };
	d->device.class.bytes[0] = (uint8_t)name[0];
	vmbus_add(bus, &d->device);
}

static inline void hear(struct guest *g, struct heard *h)
{
	struct hv_message *slot = fixture_slot(&g->fx);

	for (h->count = 0; slot->type != HV_MESSAGE_NONE; synic_flush(&g->fx.synic)) {
		if (h->count < HEARD_MAX)
			memcpy(h->message[h->count++], slot->payload, HV_MESSAGE_PAYLOAD);
		slot->type = HV_MESSAGE_NONE;
	}
}

/* Post a message as the guest and hear the answers. */
static inline void say(struct guest *g, struct heard *h, const void *message, size_t size)
{
	struct hv_post_message post = { .connection_id = HV_VMBUS_CONNECTION,
		                        .message_type = HV_MESSAGE_VMBUS,
		                        .payload_size = (uint32_t)size };

	memcpy(post.payload, message, size);
	is_int(vmbus_post_message(&g->bus, &post, sizeof(post)), HV_STATUS_SUCCESS);
	hear(g, h);
}

static inline void say_relid(struct guest *g, struct heard *h, enum hv_vmbus_message type,
                             uint32_t relid)
{
	struct hv_vmbus_channel m = { .header.type = type, .relid = relid };

	say(g, h, &m, sizeof(m));
}

/* The heard message @at if it is of @type, else one of zeroes and a failed check. */
static inline const void *heard(const struct heard *h, unsigned int at, enum hv_vmbus_message type)
{
	static const uint8_t none[HV_MESSAGE_PAYLOAD] __attribute__((aligned(8)));
	const struct hv_vmbus_header *header = (const void *)h->message[at];

	is_true(at < h->count);
	if (at >= h->count)
		return none;
	is_int(header->type, type);
	return header->type == type ? header : (const void *)none;
}

static inline unsigned int count_heard(const struct heard *h, enum hv_vmbus_message type)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < h->count; i++)
		n += ((const struct hv_vmbus_header *)h->message[i])->type == type;
	return n;
}
