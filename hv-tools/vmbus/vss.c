// SPDX-License-Identifier: GPL-2.0-only
#include "vss.h"
#include "auto.h"
#include "wire/vss.h"
#include <endian.h>
#include <string.h>

/* How often and how long a test asks a guest whose daemon has not come up yet. */
#define RETRY_NS    (200 * NS_PER_MS)
#define PATIENCE_NS (10 * NS_PER_S)

/* By their number on the wire; behind them what is only a command's. */
static const char *const names[] = { "create",   "delete", "check", "dm-info",
	                             "complete", "freeze", "thaw",  "auto-recover",
	                             "op",       "test",   NULL };
enum { OTHER = 8, TEST = 9 };

static int ask(struct vss *v, uint8_t op)
{
	const uint8_t message[HV_VSS_FREEZE_SIZE] = { op };
	const size_t size = op == HV_VSS_FREEZE ? sizeof(message) : sizeof(struct hv_vss_message);

	return ic_request(&v->ic, message, size);
}

static void end_test(struct vss *v, uint32_t status, const char *error)
{
	v->testing = false;
	timer_cancel(v->ic.vmbus->reactor, &v->retry);
	journal_event(v->ic.vmbus->journal, "vss", TEXT("op", names[TEST]),
	              NUMBER("status", status), TEXT("error", error));
}

static void ask_step(struct vss *v, uint8_t op)
{
	v->frozen |= op == HV_VSS_FREEZE;
	if (ask(v, op) < 0)
		end_test(v, HV_IC_FAIL, v->frozen ? "it cannot be thawed" : "it cannot be asked");
}

static void on_retry(void *ctx)
{
	ask_step(ctx, HV_VSS_CHECK);
}

static void test_on(struct vss *v, uint8_t op, uint32_t status)
{
	if (op == HV_VSS_FREEZE && status != HV_IC_OK)
		v->frozen = false;
	if (op == HV_VSS_CHECK && status == HV_IC_FAIL && now_ns() < v->give_up_ns)
		timer_set(v->ic.vmbus->reactor, &v->retry, RETRY_NS);
	else if (op == HV_VSS_THAW || status != HV_IC_OK)
		end_test(v, status, v->frozen ? "it does not thaw" : NULL);
	else
		ask_step(v, op == HV_VSS_CHECK ? HV_VSS_FREEZE : HV_VSS_THAW);
}

static void on_answer(struct ic *ic, const struct hv_ic_header *head, const uint8_t *body,
                      size_t size)
{
	const uint8_t op = ic->line->body[0]; /* what was asked, whatever came back */
	const uint32_t status = le32toh(head->status);
	struct hv_json *e = journal_begin(ic->vmbus->journal, "vss");
	struct vss *v = (struct vss *)ic;
	struct hv_vss_message message;

	hv_json_string(e, "op", names[op < OTHER ? op : OTHER]);
	hv_json_uint(e, "number", op);
	hv_json_uint(e, "status", status);
	if (size < sizeof(message)) {
		hv_json_string(e, "error", "the answer is too short");
	} else {
		memcpy(&message, body, sizeof(message));
		hv_json_uint(e, "flags", le32toh(message.flags));
	}
	journal_end(ic->vmbus->journal);
	if (op == HV_VSS_THAW && status == HV_IC_OK)
		v->frozen = false;
	if (v->testing)
		test_on(v, op, status);
}

static void on_closed(struct ic *ic)
{
	struct vss *v = (struct vss *)ic;

	timer_cancel(ic->vmbus->reactor, &v->retry);
	if (v->testing)
		end_test(v, HV_IC_FAIL, v->frozen ? "it went away frozen" : "it went away");
}

/* A guest that was lost with its file systems frozen is thawed first of all. */
static void on_ready(struct ic *ic)
{
	struct vss *v = (struct vss *)ic;

	if (v->frozen)
		ask(v, HV_VSS_THAW);
}

static int run_vss(struct call *call)
{
	const int kind = call_choice(call, 0, names);
	struct vss *v = call->ctx;
	uint64_t op = kind == TEST ? HV_VSS_CHECK : (uint64_t)kind;

	if (kind < 0)
		return -1;
	if (call->argc != (kind == OTHER ? 2 : 1))
		return call_fail(call, "only op takes a number, and must have one");
	if (v->testing || (kind == TEST && ic_is_busy(&v->ic)))
		return call_fail(call, "a %s is under way", v->testing ? "test" : "request");
	if (kind == OTHER && call_uint(call, 1, 0, UINT8_MAX, &op) < 0)
		return -1;
	if (ic_call_result(&v->ic, call, ask(v, (uint8_t)op)) < 0)
		return -1;
	v->testing = kind == TEST;
	v->give_up_ns = now_ns() + PATIENCE_NS;
	return 0;
}

const struct command vss_commands[] = {
	{ "vss", "check|freeze|thaw|complete|auto-recover|create|delete|dm-info|op NUMBER|test", 1,
	  2, run_vss },
	{ 0 },
};

void vss_init(struct vss *vss, struct vmbus *vmbus)
{
	static const struct ic_type type = {
		.name = "vss",
		.class = HV_VSS_CLASS,
		.instance = HV_VSS_INSTANCE,
		.message = HV_IC_VSS,
		.versions = { { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 } },
		.ready = on_ready,
		.answer = on_answer,
		.closed = on_closed,
	};

	*vss = (struct vss){ .retry = { .fn = on_retry, .ctx = vss } };
	ic_init(&vss->ic, &type, vmbus);
}
