/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest without KVM: it posts messages to a real vmbus, lends it rings in the fixture's memory, and
 * reads and writes them. The ring code here is the guest's own, so that a mistake of the host's does not
 * cancel itself out. One thread; the reactor runs only in guest_run().
 */
#pragma once
#include "hvhost_fixture.h"
#include "tap.h"
#include "vmbus.h"
#include "wire/ic.h"
#include "wire/vmbus.h"

enum {
	GUEST_MEMORY = 4 << 20,
	GUEST_RINGS = 0x10000, /* where they begin */
	GUEST_RING_PAGES = 5,  /* of one direction, the control page included */
	GUEST_CHANNEL_BYTES = 2 * GUEST_RING_PAGES * HV_PAGE_SIZE,
	GUEST_RING_BYTES = (GUEST_RING_PAGES - 1) * HV_PAGE_SIZE,
	GUEST_GPADL = 0xe1e10,
};

struct guest {
	struct fixture fx;
	struct reactor reactor;
	struct vmbus bus;
	struct journal_watch watch;
	char events[1 << 17]; /* the latest of them, a line each */
	size_t events_len;
	uint32_t last_message; /* type of the host's last VMBus message */
	uint32_t last_status;  /* of the last OPEN_RESULT or GPADL_CREATED */
	unsigned int offers;
};

/* One open channel, as the guest holds it. */
struct guest_channel {
	struct guest *guest;
	uint32_t relid;
	struct hv_ring_control *out, *in; /* to the host, from the host */
	uint64_t trans_id;                /* of the packet taken last */
	uint8_t packet[RING_MAX_PACKET] __attribute__((aligned(8))); /* its payload */
	size_t size;
};

static inline void guest_event(void *ctx, const char *line, size_t len)
{
	struct guest *g = ctx;

	if (len + 2 > sizeof(g->events) - g->events_len)
		g->events_len = 0;
	memcpy(g->events + g->events_len, line, len);
	g->events_len += len;
	g->events[g->events_len++] = '\n';
	g->events[g->events_len] = '\0';
}

/* Has an event with this in it come since guest_forget()? */
static inline bool guest_saw(const struct guest *g, const char *text)
{
	return strstr(g->events, text) != NULL;
}

static inline unsigned int guest_count(const struct guest *g, const char *text)
{
	unsigned int n = 0;

	for (const char *at = g->events; (at = strstr(at, text)); at++)
		n++;
	return n;
}

static inline void guest_forget(struct guest *g)
{
	g->events_len = 0;
	g->events[0] = '\0';
}

/* A vmbus without devices: add them, then guest_connect(). */
static inline void guest_init(struct guest *g, uint32_t version)
{
	*g = (struct guest){ .watch = { .fn = guest_event, .ctx = g } };
	fixture_init(&g->fx, GUEST_MEMORY);
	reactor_init(&g->reactor);
	journal_watch(&g->fx.journal, &g->watch);
	vmbus_init(&g->bus, &g->reactor, &g->fx.synic, &g->fx.journal, -1, version);
}

static inline void guest_done(struct guest *g)
{
	vmbus_done(&g->bus);
	reactor_done(&g->reactor);
	fixture_done(&g->fx);
}

/* Take all messages the host has for the guest. */
static inline void guest_drain(struct guest *g)
{
	struct hv_message *slot = fixture_slot(&g->fx);

	while (slot->type != HV_MESSAGE_NONE) {
		const struct hv_vmbus_header *header = (const void *)slot->payload;

		g->last_message = header->type;
		g->offers += header->type == HV_VMBUS_OFFER;
		if (header->type == HV_VMBUS_OPEN_RESULT)
			g->last_status = ((const struct hv_vmbus_open_result *)header)->status;
		if (header->type == HV_VMBUS_GPADL_CREATED)
			g->last_status = ((const struct hv_vmbus_gpadl_created *)header)->status;
		slot->type = HV_MESSAGE_NONE;
		synic_flush(&g->fx.synic);
	}
}

static inline uint16_t guest_post(struct guest *g, const void *message, size_t size)
{
	struct hv_post_message post = { .connection_id = HV_VMBUS_CONNECTION,
		                        .message_type = HV_MESSAGE_VMBUS,
		                        .payload_size = (uint32_t)size };
	uint16_t status;

	memcpy(post.payload, message, size);
	status = vmbus_post_message(&g->bus, &post, sizeof(post));
	guest_drain(g);
	return status;
}

static inline void guest_connect(struct guest *g)
{
	struct hv_vmbus_initiate_contact contact = { .header.type = HV_VMBUS_INITIATE_CONTACT,
		                                     .version = g->bus.max_version };
	struct hv_vmbus_header request = { .type = HV_VMBUS_REQUEST_OFFERS };

	guest_post(g, &contact, sizeof(contact));
	is_int(g->bus.version, g->bus.max_version);
	guest_post(g, &request, sizeof(request));
	is_int(g->last_message, HV_VMBUS_ALL_OFFERS_DELIVERED);
}

/* Lend @d its rings and open its channel. */
static inline void guest_open(struct guest *g, struct guest_channel *c, const struct device *d)
{
	struct {
		struct hv_vmbus_gpadl_header header;
		uint64_t pages[2 * GUEST_RING_PAGES];
	} __attribute__((packed)) gpadl = { .header = { .header.type = HV_VMBUS_GPADL_HEADER } };
	struct hv_vmbus_open open = { .header.type = HV_VMBUS_OPEN,
		                      .downstream_page = GUEST_RING_PAGES };
	uint64_t base;

	*c = (struct guest_channel){ .guest = g, .relid = d->channel ? d->channel->relid : 0 };
	base = GUEST_RINGS + (uint64_t)c->relid * GUEST_CHANNEL_BYTES;
	c->out = memory_at(&g->fx.memory, base, GUEST_CHANNEL_BYTES);
	c->in = (void *)((uint8_t *)c->out + GUEST_CHANNEL_BYTES / 2);
	memset(c->out, 0, GUEST_CHANNEL_BYTES);
	gpadl.header.relid = open.relid = open.open_id = c->relid;
	gpadl.header.gpadl = open.gpadl = GUEST_GPADL + c->relid;
	gpadl.header.range_count = 1;
	gpadl.header.range_length = sizeof(struct hv_gpa_range) + sizeof(gpadl.pages);
	gpadl.header.range.byte_count = GUEST_CHANNEL_BYTES;
	for (uint32_t i = 0; i < 2 * GUEST_RING_PAGES; i++)
		gpadl.pages[i] = base / HV_PAGE_SIZE + i;
	guest_post(g, &gpadl, sizeof(gpadl));
	is_int(g->last_message, HV_VMBUS_GPADL_CREATED);
	is_int(g->last_status, 0);
	guest_post(g, &open, sizeof(open));
	is_int(g->last_message, HV_VMBUS_OPEN_RESULT);
	is_int(g->last_status, 0);
}

static inline void guest_close(struct guest_channel *c)
{
	struct hv_vmbus_channel close = { .header.type = HV_VMBUS_CLOSE, .relid = c->relid };
	struct hv_vmbus_gpadl_teardown teardown = { .header.type = HV_VMBUS_GPADL_TEARDOWN,
		                                    .relid = c->relid,
		                                    .gpadl = GUEST_GPADL + c->relid };

	guest_post(c->guest, &close, sizeof(close));
	guest_post(c->guest, &teardown, sizeof(teardown));
}

static inline uint8_t *guest_byte(struct hv_ring_control *ring, uint32_t index)
{
	return (uint8_t *)ring + HV_PAGE_SIZE + index % GUEST_RING_BYTES;
}

static inline void guest_signal(struct guest_channel *c)
{
	is_int(vmbus_signal(&c->guest->bus, 0x2000 | c->relid), HV_STATUS_SUCCESS);
	guest_drain(c->guest);
}

/* The host's next packet into c->packet. False when there is none. */
static inline bool guest_take(struct guest_channel *c)
{
	uint32_t at = c->in->read_index;
	struct hv_packet head = { 0 };

	c->size = 0;
	if (at == c->in->write_index)
		return false;
	for (uint32_t i = 0; i < sizeof(head); i++)
		((uint8_t *)&head)[i] = *guest_byte(c->in, at + i);
	c->trans_id = head.trans_id;
	c->size = (head.length8 - head.offset8) * 8u;
	for (uint32_t i = 0; i < c->size; i++)
		c->packet[i] = *guest_byte(c->in, at + head.offset8 * 8u + i);
	c->in->read_index = (at + head.length8 * 8u + HV_PACKET_TRAILER) % GUEST_RING_BYTES;
	if (c->in->pending_send_size)
		guest_signal(c);
	return true;
}

/* Put an in-band packet into the ring, without a word to the host. */
static inline void guest_put(struct guest_channel *c, const void *payload, size_t size)
{
	const uint32_t at = c->out->write_index, padded = (uint32_t)(size + 7) / 8 * 8;
	const struct hv_packet head = { .type = HV_PACKET_IN_BAND,
		                        .offset8 = sizeof(head) / 8,
		                        .length8 = (uint16_t)((sizeof(head) + padded) / 8),
		                        .trans_id = c->trans_id };

	for (uint32_t i = 0; i < sizeof(head); i++)
		*guest_byte(c->out, at + i) = ((const uint8_t *)&head)[i];
	for (uint32_t i = 0; i < padded; i++)
		*guest_byte(c->out, at + sizeof(head) + i) =
			i < size ? ((const uint8_t *)payload)[i] : 0;
	c->out->write_index =
		(uint32_t)(at + sizeof(head) + padded + HV_PACKET_TRAILER) % GUEST_RING_BYTES;
}

/* What follows the header of an integration service's message taken last. */
static inline struct hv_ic_header *guest_header(struct guest_channel *c)
{
	return (void *)(c->packet + sizeof(struct hv_ic_pipe));
}

static inline void *guest_body(struct guest_channel *c)
{
	return guest_header(c) + 1;
}

/* Send the packet taken last back as its answer, @size bytes of it, as a guest's driver does. */
static inline void guest_answer_sized(struct guest_channel *c, uint32_t status, size_t size)
{
	guest_header(c)->status = status;
	guest_header(c)->flags = HV_IC_TRANSACTION | HV_IC_RESPONSE;
	guest_put(c, c->packet, size);
	guest_signal(c);
}

static inline void guest_answer(struct guest_channel *c, uint32_t status)
{
	guest_answer_sized(c, status, c->size);
}

/* Answer the host's negotiation: these versions, the rest of its offer does not matter. */
static inline void guest_negotiate(struct guest_channel *c, uint16_t framework, uint16_t major,
                                   uint16_t minor)
{
	struct hv_ic_negotiate *body = guest_body(c);

	is_true(guest_take(c));
	is_int(guest_header(c)->type, HV_IC_NEGOTIATE);
	body->n_frameworks = body->n_messages = 1;
	body->versions[0] = (struct hv_ic_version){ framework, 0 };
	body->versions[1] = (struct hv_ic_version){ major, minor };
	guest_answer(c, HV_IC_OK);
}

/* Run a command line against one table. The reason of a failure is in @call; NULL is fine. */
static inline int guest_command(const struct command *commands, void *ctx, const char *line,
                                struct call *call)
{
	const struct command_table table = { commands, ctx, NULL };
	const struct command *command;
	struct call own = { 0 };
	struct words words;
	int rc = words_split(&words, line, strlen(line));

	call = call ? call : &own;
	*call = (struct call){ 0 };
	if (rc == 0)
		rc = command_find(&table, &words, call, &command);
	return rc < 0 ? rc : command->run(call);
}

static inline void guest_stop(void *ctx)
{
	reactor_stop(ctx);
}

/* Let the host's timers run for @ms. */
static inline void guest_run(struct guest *g, uint64_t ms)
{
	struct timer stop = { .fn = guest_stop, .ctx = &g->reactor };

	hv_fd_drain(g->reactor.stop_fd);
	timer_set(&g->reactor, &stop, ms * NS_PER_MS);
	is_int(reactor_run(&g->reactor), 0);
	timer_cancel(&g->reactor, &stop);
}
