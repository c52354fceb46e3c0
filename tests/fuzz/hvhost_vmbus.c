// SPDX-License-Identifier: GPL-2.0-only
/*
 * HvPostMessage inputs, one after the other, 256 bytes each, to a host with devices of all kinds; the guest
 * takes a message when the last byte is odd. Connection ids that no guest has are other things that happen:
 * a HvSignalEvent with the parameter in the payload, bytes written to memory, a device that comes or goes,
 * and timers.
 */
#include "../unit/hvhost_dummy.h"
#include "services.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	SIGNAL_EVENT = 0xffffff00, /* payload: the parameter */
	WRITE_MEMORY = 0xffffff01, /* payload: an address of 4 bytes, then bytes */
	OFFER_DEVICE = 0xffffff02, /* payload: a byte, which one */
	RESCIND_DEVICE = 0xffffff03,
	FIRE_TIMERS = 0xffffff04,
	DUMMIES = 3,
};

static struct guest guest;
static struct dummy dummies[DUMMIES];
static struct services services;

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

/* A device that sends back what it gets, and now and then is gone. */
static void echo(struct dummy *d)
{
	if (d->packet.size > 0 && d->payload[0] == 0x5a)
		vmbus_rescind(d->bus, &d->device);
	device_send(&d->device, HV_PACKET_IN_BAND, 0, d->packet.trans_id, d->payload,
	            d->packet.size);
}

static void start(void)
{
	static const char *const names[] = { "one", "two", "three" };
	struct command_table *tables = NULL;

	guest_init(&guest, HV_VMBUS_VERSION(6, 0));
	for (int i = 0; i < DUMMIES; i++) {
		dummy_add(&guest.bus, &dummies[i], names[i]);
		dummies[i].act = echo;
	}
	services_init(&services, &guest.bus, &tables);
}

static void stop(void)
{
	vmbus_done(&guest.bus);
	services_done(&services);
	guest_done(&guest);
	for (int i = 0; i < DUMMIES; i++)
		check(dummies[i].opened == dummies[i].closed);
	check(guest.bus.gpadls.count == 0 && guest.bus.gpadls.pages == 0);
}

static struct device *device_at(uint8_t n)
{
	struct device *d = guest.bus.devices;

	for (n %= 16; n > 0 && d->next; n--)
		d = d->next;
	return d;
}

/* Each timer that is armed now, once. */
static void fire_timers(void)
{
	struct timer *due[64];
	unsigned int n = 0;

	for (struct timer *t = guest.reactor.timers; t && n < 64; t = t->next)
		due[n++] = t;
	for (unsigned int i = 0; i < n; i++)
		if (due[i]->armed) {
			timer_cancel(&guest.reactor, due[i]);
			due[i]->fn(due[i]->ctx);
		}
}

static void write_memory(const uint8_t *payload, size_t size)
{
	uint32_t address;
	void *to;

	memcpy(&address, payload, sizeof(address));
	to = memory_at(&guest.fx.memory, address, size - sizeof(address));
	if (to && (address + size < FIXTURE_PAGE || address >= FIXTURE_PAGE + HV_PAGE_SIZE))
		memcpy(to, payload + sizeof(address), size - sizeof(address));
}

static void happen(const struct hv_post_message *m)
{
	uint64_t param;

	switch (m->connection_id) {
	case SIGNAL_EVENT:
		memcpy(&param, m->payload, sizeof(param));
		vmbus_signal(&guest.bus, param);
		break;
	case WRITE_MEMORY:
		write_memory(m->payload, m->payload_size % (HV_MESSAGE_PAYLOAD - sizeof(uint32_t)) +
		                                 sizeof(uint32_t));
		break;
	case OFFER_DEVICE:
		vmbus_offer(&guest.bus, device_at(m->payload[0]));
		break;
	case RESCIND_DEVICE:
		vmbus_rescind(&guest.bus, device_at(m->payload[0]));
		break;
	case FIRE_TIMERS:
		fire_timers();
		break;
	default:
		vmbus_post_message(&guest.bus, m, sizeof(*m));
	}
}

/* What must be so after whatever happened. */
static void check_all(void)
{
	uint32_t pages = 0, count = 0;

	for (const struct device *d = guest.bus.devices; d; d = d->next)
		check(!d->channel || d->channel->device == d);
	for (uint32_t i = 0; i < VMBUS_CHANNELS; i++) {
		const struct channel *c = &guest.bus.channels[i];

		check((c->device != NULL) ==
		      (c->state == CHANNEL_OFFERED || c->state == CHANNEL_OPEN));
		check(!c->device || c->device->channel == c);
		check(c->state != CHANNEL_OPEN ||
		      gpadls_find(&guest.bus.gpadls, c->gpadl, c->relid));
		check(c->state == CHANNEL_OPEN || c->backlog_bytes == 0);
	}
	for (const struct gpadl *g = guest.bus.gpadls.list; g; g = g->next, count++)
		pages += g->page_count;
	check(count == guest.bus.gpadls.count && pages == guest.bus.gpadls.pages);
	for (int i = 0; i < DUMMIES; i++)
		check(dummies[i].opened - dummies[i].closed <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hv_post_message m;

	start();
	for (size_t n; size > 0; data += n, size -= n) {
		n = size < sizeof(m) ? size : sizeof(m);
		memcpy(&m, data, n);
		if (n == sizeof(m))
			happen(&m);
		else
			vmbus_post_message(&guest.bus, data, n);
		if (data[n - 1] & 1)
			fixture_slot(&guest.fx)->type = HV_MESSAGE_NONE;
		synic_flush(&guest.fx.synic);
		check_all();
	}
	stop();
	return 0;
}
