// SPDX-License-Identifier: GPL-2.0-only
#include "ic.h"
#include "auto.h"
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_VERSIONS = 16,
	MAX_LINE = 64,
	HEAD = sizeof(struct hv_ic_pipe) + sizeof(struct hv_ic_header),
};

/* Frameworks Windows offers; the guest takes the newest it knows. */
static const struct hv_ic_version frameworks[] = { { 1, 0 }, { 3, 0 } };

static void note_state(const struct ic *ic, const char *state)
{
	char framework[16], version[16];

	snprintf(framework, sizeof(framework), "%u.%u", ic->framework.major, ic->framework.minor);
	snprintf(version, sizeof(version), "%u.%u", ic->version.major, ic->version.minor);
	journal_event(ic->vmbus->journal, "ic", TEXT("service", ic->type->name),
	              TEXT("state", state),
	              TEXT("framework", ic->state == IC_READY ? framework : NULL),
	              TEXT("version", ic->state == IC_READY ? version : NULL));
}

static void drop_head(struct ic *ic)
{
	struct ic_request *head = ic->line;

	ic->line = head->next;
	if (!ic->line)
		ic->line_end = &ic->line;
	ic->line_count--;
	ic->waiting = false;
	free(head);
}

static void drop_line(struct ic *ic)
{
	while (ic->line)
		drop_head(ic);
	ic->waiting = false;
	timer_cancel(ic->vmbus->reactor, &ic->delay);
}

/* What the fault, if there is one, makes of @size bytes of payload. The new size. */
static size_t damage(const struct ic_fault *f, uint8_t *payload, size_t size)
{
	struct hv_ic_header *h = (void *)(payload + sizeof(struct hv_ic_pipe));

	if (f->has_type)
		h->type = htole16(f->type);
	if (f->has_version)
		h->version = f->version;
	if (f->has_size && f->size > size)
		memset(payload + size, 0xff, f->size - size);
	return f->has_size ? f->size : size;
}

/* The next packet goes out; what the guest did not get (the ring is broken) is never answered. */
static void transmit(struct ic *ic, enum hv_ic_message type, const void *body, size_t size)
{
	uint8_t payload[RING_MAX_PACKET] __attribute__((aligned(8)));
	const struct ic_fault fault = ic->fault;
	struct hv_ic_pipe pipe = { htole32(1),
		                   htole32((uint32_t)(sizeof(struct hv_ic_header) + size)) };
	struct hv_ic_header head = {
		.framework = ic->framework,
		.type = htole16((uint16_t)type),
		.version = ic->version,
		.size = htole16((uint16_t)size),
		.transaction = (uint8_t)++ic->trans_id,
		.flags = HV_IC_TRANSACTION | HV_IC_REQUEST,
	};

	memcpy(payload, &pipe, sizeof(pipe));
	memcpy(payload + sizeof(pipe), &head, sizeof(head));
	memcpy(payload + HEAD, body, size);
	ic->fault = (struct ic_fault){ .delay_ns = fault.delay_ns };
	size = damage(&fault, payload, HEAD + size);
	for (uint32_t i = 0; !fault.mute && i < (fault.copies ? fault.copies : 1); i++)
		device_send(&ic->device, HV_PACKET_IN_BAND, 0, ic->trans_id, payload, size);
}

static void send_head(void *ctx)
{
	struct ic *ic = ctx;

	ic->waiting = true;
	transmit(ic, ic->type->message, ic->line->body, ic->line->size);
}

/* Send what is first in line, if its turn has come. */
static void pump(struct ic *ic)
{
	if (ic->state != IC_READY || ic->waiting || !ic->line || ic->delay.armed)
		return;
	if (ic->fault.delay_ns)
		timer_set(ic->vmbus->reactor, &ic->delay, ic->fault.delay_ns);
	else
		send_head(ic);
}

static int enqueue(struct ic *ic, struct ic_request **at, const void *body, size_t size)
{
	struct ic_request *r;

	if (ic->state != IC_READY)
		return -ENOTCONN;
	if (ic->line_count >=
	    (at == ic->line_end ? MAX_LINE : 2 * MAX_LINE)) /* follow-ups go first */
		return -ENOBUFS;
	r = malloc(sizeof(*r) + size);
	if (!r)
		return -ENOBUFS;
	*r = (struct ic_request){ .next = *at, .size = size };
	memcpy(r->body, body, size);
	*at = r;
	if (!r->next)
		ic->line_end = &r->next;
	ic->line_count++;
	return 0;
}

int ic_request(struct ic *ic, const void *body, size_t size)
{
	int rc = enqueue(ic, ic->line_end, body, size);

	pump(ic);
	return rc;
}

int ic_request_next(struct ic *ic, const void *body, size_t size)
{
	return enqueue(ic, ic->waiting ? &ic->line->next : &ic->line, body, size);
}

bool ic_is_busy(const struct ic *ic)
{
	return ic->line != NULL;
}

int ic_call_result(struct ic *ic, struct call *call, int rc)
{
	if (rc == -ENOTCONN)
		return call_fail(call, "the guest's %s service is not ready", ic->type->name);
	return rc < 0 ? call_fail(call, "%s: %s", ic->type->name, strerror(-rc)) : 0;
}

static void negotiate(struct ic *ic, const struct hv_ic_version *fw, unsigned int n_fw,
                      const struct hv_ic_version *msg, unsigned int n_msg)
{
	struct {
		struct hv_ic_negotiate head;
		struct hv_ic_version versions[2 * MAX_VERSIONS];
	} body = { .head = { htole16((uint16_t)n_fw), htole16((uint16_t)n_msg), 0 } };

	drop_line(ic);
	if (ic->state == IC_READY && ic->type->closed)
		ic->type->closed(ic);
	for (unsigned int i = 0; i < n_fw + n_msg; i++) {
		const struct hv_ic_version *v = i < n_fw ? &fw[i] : &msg[i - n_fw];

		body.versions[i] = (struct hv_ic_version){ htole16(v->major), htole16(v->minor) };
	}
	ic->state = IC_NEGOTIATING;
	ic->framework = ic->version = (struct hv_ic_version){ 0 };
	note_state(ic, "negotiating");
	transmit(ic, HV_IC_NEGOTIATE, &body,
	         sizeof(body.head) + (n_fw + n_msg) * sizeof(body.versions[0]));
}

static void on_opened(void *ctx)
{
	struct ic *ic = ctx;
	unsigned int count = 0;

	while (ic->type->versions[count].major)
		count++;
	ic->fault = (struct ic_fault){ 0 };
	negotiate(ic, frameworks, ARRAY_SIZE(frameworks), ic->type->versions, count);
}

static void on_negotiated(struct ic *ic, const uint8_t *body, size_t size)
{
	struct {
		struct hv_ic_negotiate head;
		struct hv_ic_version framework, version;
	} __attribute__((packed)) answer = { 0 };

	memcpy(&answer, body, size < sizeof(answer) ? size : sizeof(answer));
	ic->state = IC_REFUSED;
	if (size >= sizeof(answer) && le16toh(answer.head.n_frameworks) == 1 &&
	    le16toh(answer.head.n_messages) == 1) {
		ic->state = IC_READY;
		ic->framework = answer.framework;
		ic->version = answer.version;
	}
	note_state(ic, ic->state == IC_READY ? "ready" : "refused");
	if (ic->state == IC_READY && ic->type->ready)
		ic->type->ready(ic);
}

static void on_answer(struct ic *ic, const struct hv_ic_header *h, const uint8_t *body, size_t size)
{
	/* A second answer to the same packet is none to the one that went out since. */
	const bool latest = h->transaction == (uint8_t)ic->trans_id;

	if (latest && ic->state == IC_NEGOTIATING && le16toh(h->type) == HV_IC_NEGOTIATE) {
		on_negotiated(ic, body, size);
	} else if (latest && ic->state == IC_READY && ic->waiting) {
		ic->type->answer(ic, h, body, size);
		if (ic->waiting)
			drop_head(ic);
	} else {
		journal_event(ic->vmbus->journal, "ic", TEXT("service", ic->type->name),
		              TEXT("state", "unexpected"), NUMBER("type", le16toh(h->type)),
		              NUMBER("status", le32toh(h->status)), NUMBER("size", size));
	}
	pump(ic);
}

static void on_packet(void *ctx, const struct packet *p)
{
	struct hv_ic_header head;
	struct ic *ic = ctx;

	if (p->type != HV_PACKET_IN_BAND || p->size < HEAD) {
		note_state(ic, "malformed");
		return;
	}
	memcpy(&head, p->payload + sizeof(struct hv_ic_pipe), sizeof(head));
	on_answer(ic, &head, p->payload + HEAD, p->size - HEAD);
}

static void on_closed(void *ctx)
{
	struct ic *ic = ctx;

	drop_line(ic);
	ic->state = IC_CLOSED;
	note_state(ic, "closed");
	if (ic->type->closed)
		ic->type->closed(ic);
}

static const struct device_ops ops = { on_opened, on_packet, on_closed };

void ic_init(struct ic *ic, const struct ic_type *type, struct vmbus *vmbus)
{
	*ic = (struct ic){
		.type = type,
		.vmbus = vmbus,
		.device = { .name = type->name,
		            .class = type->class,
		            .instance = type->instance,
		            .flags = HV_VMBUS_OFFER_PIPE,
		            .user = { HV_VMBUS_PIPE_MESSAGES },
		            .ops = &ops,
		            .ctx = ic },
		.delay = { .fn = send_head, .ctx = ic },
	};
	ic->line_end = &ic->line;
	vmbus_add(vmbus, &ic->device);
}

void ic_done(struct ic *ic)
{
	if (!ic->vmbus)
		return;
	drop_line(ic);
	if (ic->type->closed)
		ic->type->closed(ic);
}

static struct ic *find(struct call *call)
{
	struct device *d = vmbus_find(call->ctx, call->argv[0]);

	if (d && d->ops == &ops)
		return d->ctx;
	call_fail(call, "no such service: %s", call->argv[0]);
	return NULL;
}

static int run_fault(struct call *call)
{
	static const char *const kinds[] = { "none", "mute",    "delay",  "short", "long",
		                             "type", "version", "repeat", NULL };
	enum { NONE, MUTE, DELAY, SHORT, LONG, TYPE, VERSION, REPEAT };
	struct ic *ic = find(call);
	int kind = ic ? call_choice(call, 1, kinds) : -1;
	const int wanted = kind <= MUTE ? 2 : kind == VERSION ? 4 : 3;
	const uint64_t max = kind == SHORT || kind == LONG ? RING_MAX_PACKET : 60000;
	uint64_t n = 0, minor = 0;

	if (kind < 0)
		return -1;
	if (call->argc != wanted)
		return call_fail(call, "fault %s %s takes %d more", ic->type->name, kinds[kind],
		                 wanted - 2);
	if ((wanted > 2 && call_uint(call, 2, 0, max, &n) < 0) ||
	    (wanted > 3 && call_uint(call, 3, 0, UINT16_MAX, &minor) < 0))
		return -1;
	if (kind == NONE)
		ic->fault = (struct ic_fault){ 0 };
	ic->fault.mute |= kind == MUTE;
	ic->fault.has_type |= kind == TYPE;
	ic->fault.has_version |= kind == VERSION;
	ic->fault.has_size |= kind == SHORT || kind == LONG;
	if (kind == DELAY)
		ic->fault.delay_ns = n * NS_PER_MS;
	else if (kind == SHORT || kind == LONG)
		ic->fault.size = (uint32_t)n;
	else if (kind == TYPE)
		ic->fault.type = (uint16_t)n;
	else if (kind == VERSION)
		ic->fault.version = (struct hv_ic_version){ (uint16_t)n, (uint16_t)minor };
	else if (kind == REPEAT)
		ic->fault.copies = (uint32_t)n;
	return 0;
}

/* "3.0,4.0" to versions: how many, or -1 with the reason; "-" is none. */
static int parse_versions(struct call *call, int arg, struct hv_ic_version *versions)
{
	const char *at = call->argv[arg];
	int n = 0, used;

	if (strcmp(at, "-") == 0)
		return 0;
	for (; n < MAX_VERSIONS; at += used + 1) {
		used = 0;
		if (sscanf(at, "%5hu.%5hu%n", &versions[n].major, &versions[n].minor, &used) != 2 ||
		    (at[used] != ',' && at[used] != '\0'))
			break;
		n++;
		if (at[used] == '\0')
			return n;
	}
	return call_fail(call, "'%s' is not a list of up to %d versions", call->argv[arg],
	                 MAX_VERSIONS);
}

static int run_negotiate(struct call *call)
{
	struct hv_ic_version fw[MAX_VERSIONS], msg[MAX_VERSIONS];
	struct ic *ic = find(call);
	int n_fw = ic ? parse_versions(call, 1, fw) : -1;
	int n_msg = n_fw < 0 ? -1 : parse_versions(call, 2, msg);

	if (n_msg < 0)
		return -1;
	if (!device_is_open(&ic->device))
		return call_fail(call, "the guest has not opened %s", ic->type->name);
	negotiate(ic, fw, (unsigned int)n_fw, msg, (unsigned int)n_msg);
	return 0;
}

static int run_packet(struct call *call)
{
	uint8_t payload[COMMAND_MAX_LINE / 2];
	struct ic *ic = find(call);
	size_t size;
	int rc;

	if (!ic || call_hex(call, 1, payload, sizeof(payload), &size) < 0)
		return -1;
	/* Not counted: what is waited for is still the answer to the latest of the host's own. */
	rc = device_send(&ic->device, HV_PACKET_IN_BAND, 0, ic->trans_id, payload, size);
	return rc < 0 ? call_fail(call, "%s: %s", ic->type->name, strerror(-rc)) : 0;
}

const struct command ic_commands[] = {
	{ "fault", "SERVICE none|mute|delay MS|short N|long N|type N|version N N|repeat N", 2, 4,
	  run_fault },
	{ "negotiate", "SERVICE FRAMEWORKS MESSAGES", 3, 3, run_negotiate },
	{ "packet", "SERVICE HEX", 2, 2, run_packet },
	{ 0 },
};
