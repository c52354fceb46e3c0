// SPDX-License-Identifier: GPL-2.0-only
#include "services.h"
#include <endian.h>

#define REASON_PLANNED 0x80000000u
#define TIMEOUT_S      60

static void on_answer(struct ic *ic, const struct hv_ic_header *head, const uint8_t *body,
                      size_t size)
{
	journal_event(ic->vmbus->journal, "shutdown", NUMBER("status", le32toh(head->status)));
}

static const struct ic_type type = {
	.name = "shutdown",
	.class = HV_SHUTDOWN_CLASS,
	.instance = HV_SHUTDOWN_INSTANCE,
	.message = HV_IC_SHUTDOWN,
	.versions = { { 1, 0 }, { 3, 0 }, { 3, 1 }, { 3, 2 } },
	.answer = on_answer,
};

void shutdown_init(struct ic *shutdown, struct vmbus *vmbus)
{
	ic_init(shutdown, &type, vmbus);
}

static int run_shutdown(struct call *call)
{
	static const char *const kinds[] = { "poweroff", "restart", "hibernate", NULL };
	static const char *const hows[] = { "force", NULL };
	static const uint32_t flags[] = { HV_IC_POWEROFF, HV_IC_RESTART, HV_IC_HIBERNATE };
	const int kind = call_choice(call, 0, kinds);
	struct hv_ic_shutdown message = { .reason = htole32(REASON_PLANNED),
		                          .timeout_s = htole32(TIMEOUT_S) };
	struct ic *ic = call->ctx;

	if (kind < 0 || (call->argc > 1 && call_choice(call, 1, hows) < 0))
		return -1;
	message.flags = htole32(flags[kind] | (call->argc > 1 ? HV_IC_FORCE : 0));
	return ic_call_result(ic, call, ic_request(ic, &message, sizeof(message)));
}

const struct command shutdown_commands[] = {
	{ "shutdown", "poweroff|restart|hibernate [force]", 1, 2, run_shutdown },
	{ 0 },
};
