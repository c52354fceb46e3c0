// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's answers to KVP, VSS and fcopy. The first byte chooses the service. Then records: a byte that
 * says what happens first (bits 0-3: a command; bit 6: a timer's time has come; bit 7: the channel is
 * closed and opened again), the answer's status (4 bytes), how long its body is and how many bytes of it
 * follow (2 each, the rest is 0xff). There are no rings: what the host sends goes nowhere.
 */
#include "../unit/hvhost_fixture.h"
#include "fcopy.h"
#include "kvp.h"
#include "vss.h"
#include <endian.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct record {
	uint8_t first;
	uint32_t status;
	uint16_t size, given;
} __attribute__((packed));

enum { MAX_BODY = 8192, HEAD = sizeof(struct hv_ic_pipe) + sizeof(struct hv_ic_header) };

static struct fixture fx;
static struct reactor reactor;
static struct vmbus bus;
static struct kvp kvp;
static struct vss vss;
static struct fcopy fcopy;
static struct command_table tables[3];

static const char *const kvp_lines[] = {
	"kvp enumerate guest",       "kvp get auto a",
	"kvp set external a b",      "kvp delete guest a",
	"kvp ip get 00:15:5D:1:2:3", "kvp ip set x dhcp",
	"kvp enumerate auto",        NULL,
};
static const char *const vss_lines[] = {
	"vss test", "vss check", "vss freeze", "vss thaw", "vss op 200", "vss dm-info", NULL,
};
static const char *const fcopy_lines[] = {
	"fcopy copy /proc/self/exe /tmp/x",
	"fcopy cancel",
	"fcopy copy /proc/self/status /tmp/ create",
	NULL,
};

static const struct service {
	struct ic *ic;
	const char *const *lines;
} services[] = {
	{ &kvp.ic, kvp_lines },
	{ &vss.ic, vss_lines },
	{ &fcopy.ic, fcopy_lines },
};

static void run(const struct service *s, unsigned int n)
{
	const struct command *command;
	struct call call = { 0 };
	struct words words;
	unsigned int i = 0;

	while (i < n && s->lines[i])
		i++;
	if (s->lines[i] && words_split(&words, s->lines[i], strlen(s->lines[i])) == 0 &&
	    command_find(tables, &words, &call, &command) == 0)
		command->run(&call);
}

/* A packet whose header is in order, but for the status. */
static void answer(struct ic *ic, uint32_t status, const uint8_t *body, size_t given, size_t size)
{
	static uint8_t payload[HEAD + MAX_BODY] __attribute__((aligned(8)));
	struct hv_ic_header head = { .status = htole32(status) };
	struct packet packet = { .type = HV_PACKET_IN_BAND, .payload = payload };

	head.transaction = (uint8_t)ic->trans_id;
	head.type = htole16(ic->state == IC_NEGOTIATING ? HV_IC_NEGOTIATE : ic->type->message);
	packet.size = (HEAD + size) / 8 * 8;
	memset(payload, 0xff, sizeof(payload));
	memcpy(payload + sizeof(struct hv_ic_pipe), &head, sizeof(head));
	memcpy(payload + HEAD, body, given < size ? given : size);
	ic->device.ops->packet(ic, &packet);
}

static void reopen(struct ic *ic)
{
	static const uint8_t agreed[16] = { 1, 0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0 };

	if (ic->state != IC_CLOSED)
		ic->device.ops->closed(ic);
	ic->device.ops->opened(ic);
	answer(ic, 0, agreed, sizeof(agreed), sizeof(agreed));
}

static void check(void)
{
	if ((kvp.telling && !ic_is_busy(&kvp.ic)) || (fcopy.fd >= 0 && !ic_is_busy(&fcopy.ic)) ||
	    (vss.testing && !ic_is_busy(&vss.ic) && !vss.retry.armed))
		__builtin_trap(); /* it would wait for ever */
}

static void start(void)
{
	fixture_init(&fx, FIXTURE_BYTES);
	reactor_init(&reactor);
	vmbus_init(&bus, &reactor, &fx.synic, &fx.journal, -1, HV_VMBUS_VERSION(5, 3));
	kvp_init(&kvp, &bus);
	vss_init(&vss, &bus);
	fcopy_init(&fcopy, &bus);
	tables[0] = (struct command_table){ kvp_commands, &kvp, &tables[1] };
	tables[1] = (struct command_table){ vss_commands, &vss, &tables[2] };
	tables[2] = (struct command_table){ fcopy_commands, &fcopy, NULL };
}

static void stop(void)
{
	ic_done(&kvp.ic);
	ic_done(&vss.ic);
	ic_done(&fcopy.ic);
	vmbus_done(&bus);
	reactor_done(&reactor);
	fixture_done(&fx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct service *s = &services[size > 0 ? data[0] % 3 : 0];
	const uint8_t *end = data + size;
	struct record r;

	start();
	reopen(s->ic);
	for (data += size > 0; (size_t)(end - data) >= sizeof(r);) {
		memcpy(&r, data, sizeof(r));
		data += sizeof(r);
		r.given = r.given < end - data ? r.given : (uint16_t)(end - data);
		if (r.first & 0x80)
			reopen(s->ic);
		run(s, r.first & 15);
		if (r.first & 0x40 && vss.retry.armed) {
			timer_cancel(&reactor, &vss.retry);
			vss.retry.fn(vss.retry.ctx);
		}
		answer(s->ic, r.status, data, r.given, r.size % MAX_BODY);
		data += r.given;
		check();
	}
	stop();
	return 0;
}
