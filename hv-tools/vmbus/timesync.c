// SPDX-License-Identifier: GPL-2.0-only
#include "services.h"
#include <endian.h>
#include <errno.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

#define SAMPLE_NS (5 * NS_PER_S)

/* The guest's own reference counter at this moment, in 100 ns: what the host's time belongs to. */
static uint64_t reference_time(const struct timesync *t)
{
	const int vm_fd = t->ic.vmbus->vm_fd;
	struct kvm_clock_data clock = { 0 };

	return vm_fd >= 0 && ioctl(vm_fd, KVM_GET_CLOCK, &clock) == 0 ? clock.clock / 100 : 0;
}

static uint64_t host_time(int64_t offset_s)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((uint64_t)now.tv_sec + (uint64_t)offset_s) * 10000000u +
	       (uint64_t)now.tv_nsec / 100u + HV_IC_UNIX_EPOCH;
}

static int send_time(struct timesync *t, uint8_t flags, int64_t offset_s)
{
	const uint64_t now = host_time(offset_s);
	struct hv_ic_time message = {
		.host_time = htole64(now),
		.reference_time = htole64(reference_time(t)),
		.flags = flags,
	};
	struct hv_ic_time_old old = { .parent_time = htole64(now), .flags = flags };

	if (le16toh(t->ic.version.major) < 4)
		return ic_request(&t->ic, &old, sizeof(old));
	return ic_request(&t->ic, &message, sizeof(message));
}

static void on_sample(void *ctx)
{
	struct timesync *t = ctx;

	if (!ic_is_busy(&t->ic))
		send_time(t, HV_IC_TIME_SAMPLE, 0);
	timer_set(t->ic.vmbus->reactor, &t->sample, SAMPLE_NS);
}

static void on_ready(struct ic *ic)
{
	struct timesync *t = (struct timesync *)ic;

	send_time(t, HV_IC_TIME_SYNC, 0);
	timer_set(ic->vmbus->reactor, &t->sample, SAMPLE_NS);
}

static void on_answer(struct ic *ic, const struct hv_ic_header *head, const uint8_t *body,
                      size_t size)
{
	journal_event(ic->vmbus->journal, "timesync", NUMBER("status", le32toh(head->status)));
}

static void on_closed(struct ic *ic)
{
	timer_cancel(ic->vmbus->reactor, &((struct timesync *)ic)->sample);
}

static const struct ic_type type = {
	.name = "timesync",
	.class = HV_TIMESYNC_CLASS,
	.instance = HV_TIMESYNC_INSTANCE,
	.message = HV_IC_TIMESYNC,
	.versions = { { 1, 0 }, { 3, 0 }, { 4, 0 } },
	.ready = on_ready,
	.answer = on_answer,
	.closed = on_closed,
};

void timesync_init(struct timesync *t, struct vmbus *vmbus)
{
	*t = (struct timesync){ .sample = { .fn = on_sample, .ctx = t } };
	ic_init(&t->ic, &type, vmbus);
}

static int run_time(struct call *call)
{
	static const char *const kinds[] = { "sync", "sample", NULL };
	static const uint8_t flags[] = { HV_IC_TIME_SYNC, HV_IC_TIME_SAMPLE };
	const int kind = call_choice(call, 0, kinds);
	struct timesync *t = call->ctx;
	char *end = NULL;
	long offset_s = 0;

	if (kind < 0)
		return -1;
	if (call->argc > 1) {
		errno = 0;
		offset_s = strtol(call->argv[1], &end, 10);
		if (errno || end == call->argv[1] || *end)
			return call_fail(call, "'%s' is not a number of seconds", call->argv[1]);
	}
	return ic_call_result(&t->ic, call, send_time(t, flags[kind], offset_s));
}

const struct command timesync_commands[] = {
	{ "time", "sync|sample [SECONDS]", 1, 2, run_time },
	{ 0 },
};
