// SPDX-License-Identifier: GPL-2.0-only
#include "services.h"
#include <endian.h>
#include <string.h>

#define BEAT_NS (2 * NS_PER_S)

static void send_beat(struct heartbeat *h)
{
	struct hv_ic_heartbeat beat = { .sequence = htole64(h->sequence) };

	ic_request(&h->ic, &beat, sizeof(beat));
}

static void note_missed(struct heartbeat *h)
{
	journal_event(h->ic.vmbus->journal, "heartbeat", NUMBER("missed", ++h->missed));
}

/* One beat at a time: while the last is unanswered it counts as missed, again and again. */
static void on_beat(void *ctx)
{
	struct heartbeat *h = ctx;

	if (ic_is_busy(&h->ic))
		note_missed(h);
	else
		send_beat(h);
	timer_set(h->ic.vmbus->reactor, &h->beat, BEAT_NS);
}

static void on_ready(struct ic *ic)
{
	on_beat(ic);
}

static void on_answer(struct ic *ic, const struct hv_ic_header *head, const uint8_t *body,
                      size_t size)
{
	struct heartbeat *h = (struct heartbeat *)ic;
	struct hv_ic_heartbeat beat = { 0 };

	memcpy(&beat, body, size < sizeof(beat) ? size : sizeof(beat));
	journal_event(ic->vmbus->journal, "heartbeat", NUMBER("sequence", le64toh(beat.sequence)),
	              NUMBER("status", le32toh(head->status)),
	              FLAG("counted", le64toh(beat.sequence) == h->sequence + 1));
	h->sequence = le64toh(beat.sequence);
	h->missed = 0;
}

static void on_closed(struct ic *ic)
{
	struct heartbeat *h = (struct heartbeat *)ic;

	timer_cancel(ic->vmbus->reactor, &h->beat);
	h->missed = 0;
}

static const struct ic_type type = {
	.name = "heartbeat",
	.class = HV_HEARTBEAT_CLASS,
	.instance = HV_HEARTBEAT_INSTANCE,
	.message = HV_IC_HEARTBEAT,
	.versions = { { 1, 0 }, { 3, 0 } },
	.ready = on_ready,
	.answer = on_answer,
	.closed = on_closed,
};

void heartbeat_init(struct heartbeat *h, struct vmbus *vmbus)
{
	*h = (struct heartbeat){ .beat = { .fn = on_beat, .ctx = h } };
	ic_init(&h->ic, &type, vmbus);
}

static int run_heartbeat(struct call *call)
{
	static const char *const states[] = { "off", "on", NULL };
	struct heartbeat *h = call->ctx;
	int on = call_choice(call, 0, states);

	if (on < 0)
		return -1;
	timer_cancel(h->ic.vmbus->reactor, &h->beat);
	if (on)
		on_beat(h);
	return 0;
}

const struct command heartbeat_commands[] = {
	{ "heartbeat", "on|off", 1, 1, run_heartbeat },
	{ 0 },
};
