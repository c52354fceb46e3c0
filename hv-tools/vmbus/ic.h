/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Integration services: what all six share. On opening, the host asks which versions the guest speaks;
 * then the service is ready, and the host has at most one request at the guest at a time. Others wait in
 * line. The guest answers with the same packet, changed in place.
 *
 * Events, "service" names the service: ic {state: negotiating, ready, refused, closed; framework,
 * version}; every service writes one of its own for each answer.
 * Faults (command "fault SERVICE KIND [N]") apply to the next packet the host sends to the service.
 */
#pragma once
#include "channel.h"
#include "command.h"
#include "journal.h"
#include "vmbus.h"
#include "wire/ic.h"

struct ic;

struct ic_type {
	const char *name;
	struct hv_guid class, instance;
	enum hv_ic_message message;
	struct hv_ic_version versions[5]; /* of messages, offered to the guest; ends with 0.0 */
	void (*ready)(struct ic *ic);     /* versions are agreed on; may be NULL */
	/*
	 * The guest's answer to the request at the head of the line; @body is what follows the header,
	 * copied out of the ring, @size bytes as they arrived (padding included): check before reading.
	 * The next request goes out when this returns.
	 */
	void (*answer)(struct ic *ic, const struct hv_ic_header *header, const uint8_t *body,
	               size_t size);
	void (*closed)(struct ic *ic); /* forget what was under way, timers too; may be NULL */
};

enum ic_state { IC_CLOSED, IC_NEGOTIATING, IC_READY, IC_REFUSED };

struct ic_request {
	struct ic_request *next;
	size_t size;
	uint8_t body[];
};

/* The next packet goes out changed, and then (but for mute and delay) things are as before. */
struct ic_fault {
	bool mute; /* it does not go out; requests behind it wait for ever */
	bool has_size, has_type, has_version;
	uint32_t size; /* of the payload: cut, or filled up with 0xff */
	uint16_t type; /* of the message */
	struct hv_ic_version version;
	uint32_t copies;   /* 0: one */
	uint64_t delay_ns; /* for this and all that follow: a slow host */
};

struct ic {
	const struct ic_type *type;
	struct device device;
	struct vmbus *vmbus;
	enum ic_state state;
	struct hv_ic_version framework, version; /* agreed on */
	struct ic_request *line, **line_end;     /* the head is at the guest when @waiting */
	unsigned int line_count;
	bool waiting;
	uint64_t trans_id;
	struct ic_fault fault;
	struct timer delay;
};

/* Register the service's device with @vmbus; offered with the first REQUEST_OFFERS. */
void ic_init(struct ic *ic, const struct ic_type *type, struct vmbus *vmbus);
void ic_done(struct ic *ic);

/*
 * Put a request at the end of the line, @size bytes of @body (copied). Goes out at once when the service
 * is ready and nothing waits. 0, -ENOTCONN unless ready, -ENOBUFS when the line is too long.
 */
int ic_request(struct ic *ic, const void *body, size_t size);
/* The same, but next in turn: for the follow-up of the answer being handled. */
int ic_request_next(struct ic *ic, const void *body, size_t size);

/* Is a request at the guest or in line? */
bool ic_is_busy(const struct ic *ic);

/* For commands: -1 with the reason in @call unless the service is ready (rc of ic_request otherwise). */
int ic_call_result(struct ic *ic, struct call *call, int rc);

/* fault, negotiate, packet; the table's ctx is the vmbus */
extern const struct command ic_commands[];
