// SPDX-License-Identifier: GPL-2.0-only
#include "storvsp.h"
#include "auto.h"
#include "wire/storvsc.h"
#include "wire/tlfs.h"
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_SEGMENTS = SCSI_MAX_TRANSFER / HV_PAGE_SIZE + 1, /* it may begin inside a page */
	STAGE_NEW = 0,
	STAGE_BEGUN,
	STAGE_AGREED,
	STAGE_READY,
};
#define ANSWERED_LATER UINT32_MAX

struct storvsp_request {
	struct job job; /* first */
	struct storvsp *storvsp;
	struct hv_storvsc_packet packet; /* the guest's, then the answer */
	uint32_t operation;
	uint64_t trans_id;
	bool wants_completion;
	bool here; /* addressed to the one target there is */
	struct scsi_task task;
	enum scsi_sense sense; /* why it is not even tried; then the result */
	int segment_count;
	struct iovec segments[MAX_SEGMENTS];
};

static bool has_disk(const struct storvsp *s, uint64_t lun)
{
	return lun <= DISK_MAX_LUN && s->disks[lun].fd >= 0;
}

static void note(struct storvsp *s, const char *state, uint64_t lun, const char *error)
{
	struct hv_json *e = journal_begin(s->journal, "disk");

	hv_json_string(e, "state", state);
	hv_json_string(e, "controller", s->device.name);
	if (lun <= DISK_MAX_LUN)
		hv_json_uint(e, "lun", lun);
	if (error)
		hv_json_string(e, "error", error);
	journal_end(s->journal);
}

/* The thread. */

/* Between the guest's memory and the buffer. */
static void copy(const struct storvsp_request *r, bool to_guest, size_t len)
{
	uint8_t *at = r->task.data;

	for (int i = 0; i < r->segment_count && len > 0; i++) {
		size_t n = r->segments[i].iov_len < len ? r->segments[i].iov_len : len;

		memcpy(to_guest ? r->segments[i].iov_base : at,
		       to_guest ? at : r->segments[i].iov_base, n);
		at += n;
		len -= n;
	}
}

static void perform(struct job *job)
{
	struct storvsp_request *r = (struct storvsp_request *)job;

	if (r->sense != SCSI_SENSE_NONE || r->operation != HV_STORVSC_EXECUTE_SRB)
		return;
	r->task.data = r->storvsp->buffer;
	copy(r, false, r->task.out_size);
	r->sense = scsi_execute(&r->task);
	if (r->sense == SCSI_SENSE_NONE && r->task.in_size > 0)
		copy(r, true, r->task.done);
}

/* The loop, from here on. */

static void answer(struct storvsp *s, struct storvsp_request *r, uint32_t status)
{
	r->packet.operation = htole32(HV_STORVSC_COMPLETE_IO);
	r->packet.flags = 0;
	r->packet.status = htole32(status);
	if (r->wants_completion)
		device_send(&s->device, HV_PACKET_COMPLETION, 0, r->trans_id, &r->packet,
		            sizeof(r->packet));
}

/* A unit that is gone the guest removes when told so; but of whichever path it asked, it removes path 0's. */
static void set_result(struct hv_storvsc_srb *srb, const struct storvsp_request *r)
{
	const bool gone = r->sense == SCSI_SENSE_NO_UNIT && r->here;
	struct scsi_sense_data sense;

	srb->transfer_length = htole32(r->task.done);
	srb->scsi_status = r->sense == SCSI_SENSE_NONE || gone ? SCSI_GOOD : SCSI_CHECK_CONDITION;
	srb->srb_status = gone ? HV_SRB_INVALID_LUN : HV_SRB_SUCCESS;
	if (r->sense == SCSI_SENSE_NONE || gone)
		return;
	scsi_sense_fill(r->sense, &sense);
	if (srb->sense_length > sizeof(sense))
		srb->sense_length = sizeof(sense);
	memset(srb->sense, 0, sizeof(srb->sense));
	memcpy(srb->sense, &sense, srb->sense_length);
	srb->srb_status = HV_SRB_ERROR | (srb->sense_length ? HV_SRB_AUTOSENSE_VALID : 0);
}

static void count(struct storvsp *s, const struct storvsp_request *r)
{
	const enum scsi_kind kind = scsi_kind(r->task.cdb[0]);

	if (r->sense == SCSI_SENSE_NONE) {
		s->commands[kind]++;
		s->bytes[kind] += r->task.done;
	} else if (r->sense == SCSI_SENSE_READ_ERROR || r->sense == SCSI_SENSE_WRITE_ERROR ||
	           r->sense == SCSI_SENSE_NO_SPACE) {
		if (s->errors++ < STORVSP_MAX_ERRORS)
			note(s, "error", r->task.lun,
			     r->task.error ? strerror(r->task.error) : "asked for");
	}
}

static void complete(void *ctx, struct job *job)
{
	struct storvsp_request *r = (struct storvsp_request *)job;
	struct storvsp *s = ctx;

	if (r->operation == HV_STORVSC_EXECUTE_SRB) {
		set_result(&r->packet.srb, r);
		count(s, r);
	}
	answer(s, r, HV_STORVSC_OK);
	s->requests--;
	free(r);
}

/* Packets from the guest: each handler returns the status of the answer. */

/* Give the thread a copy of the request. False: there are too many. */
static bool enqueue(struct storvsp *s, const struct storvsp_request *request)
{
	struct storvsp_request *r = s->requests < STORVSP_MAX_REQUESTS ? malloc(sizeof(*r)) : NULL;

	if (!r)
		return false;
	*r = *request;
	r->storvsp = s;
	s->requests++;
	worker_add(&s->worker, &r->job);
	return true;
}

static uint32_t on_version(struct storvsp *s, struct storvsp_request *r, const struct packet *p)
{
	static const uint16_t spoken[] = { HV_STORVSC_VERSION(6, 2), HV_STORVSC_VERSION(6, 0),
		                           HV_STORVSC_VERSION(5, 1) };

	for (size_t i = 0; i < ARRAY_SIZE(spoken); i++)
		if (le16toh(r->packet.version) == spoken[i])
			return HV_STORVSC_OK;
	return HV_STORVSC_REVISION_MISMATCH;
}

static uint32_t on_properties(struct storvsp *s, struct storvsp_request *r, const struct packet *p)
{
	memset(&r->packet.properties, 0, sizeof(r->packet.properties));
	r->packet.properties.max_transfer = htole32(SCSI_MAX_TRANSFER);
	return HV_STORVSC_OK;
}

static void set_task(const struct storvsp *s, struct storvsp_request *r)
{
	const struct hv_storvsc_srb *srb = &r->packet.srb;
	const uint32_t bytes = le32toh(srb->transfer_length);
	struct scsi_task *t = &r->task;

	t->lun = srb->lun;
	t->cdb_size = srb->cdb_length;
	memcpy(t->cdb, srb->cdb, t->cdb_size);
	t->in_size = srb->direction == HV_SRB_READ ? bytes : 0;
	t->out_size = srb->direction == HV_SRB_WRITE ? bytes : 0;
	r->here = srb->path == 0 && srb->target == 0;
	for (uint64_t lun = 0; r->here && lun <= DISK_MAX_LUN; lun++)
		t->luns |= (uint64_t)has_disk(s, lun) << lun;
}

/* Is the request one of those that are to tell of a reset, to fail, or to wait? */
static void set_faults(struct storvsp *s, struct storvsp_request *r)
{
	const enum scsi_kind kind = scsi_kind(r->task.cdb[0]);
	const uint64_t bit = 1ull << r->task.lun;

	if (kind != SCSI_ALWAYS && s->attention & bit) {
		s->attention &= ~bit;
		r->sense = SCSI_SENSE_RESET;
	} else if (kind >= SCSI_READ && s->failures > 0) {
		s->failures--;
		r->sense = kind == SCSI_READ ? SCSI_SENSE_READ_ERROR : SCSI_SENSE_WRITE_ERROR;
	}
	if (kind >= SCSI_READ && s->delay_ns)
		r->job.at_ns = now_ns() + s->delay_ns;
}

/* The guest's buffer. False: the ranges are nonsense, or hold less than the command wants. */
static bool find_buffer(const struct storvsp *s, struct storvsp_request *r, const struct packet *p)
{
	r->segment_count = packet_map(p, s->vmbus->gpadls.memory, r->segments, MAX_SEGMENTS,
	                              SCSI_MAX_TRANSFER, le32toh(r->packet.srb.transfer_length));
	return r->segment_count >= 0;
}

static uint32_t on_srb(struct storvsp *s, struct storvsp_request *r, const struct packet *p)
{
	struct hv_storvsc_srb *srb = &r->packet.srb;
	const bool sound =
		srb->cdb_length > 0 && srb->cdb_length <= HV_SRB_CDB_SIZE && find_buffer(s, r, p);

	s->scanned = true;
	if (sound) {
		set_task(s, r);
		if (r->here && has_disk(s, srb->lun)) {
			r->task.disk = &s->disks[srb->lun];
			set_faults(s, r);
		}
		if (enqueue(s, r))
			return ANSWERED_LATER;
	}
	srb->srb_status = sound ? HV_SRB_BUSY : HV_SRB_INVALID_REQUEST;
	srb->scsi_status = sound ? SCSI_TASK_SET_FULL : SCSI_GOOD;
	srb->transfer_length = 0;
	return HV_STORVSC_OK;
}

/*
 * Of the adapter, the bus or a LUN: all the same to us. What has not been begun is aborted; the answer
 * comes after that of the request that has, if there is one.
 */
static uint32_t on_reset(struct storvsp *s, struct storvsp_request *r, const struct packet *p)
{
	struct job *waiting = worker_recall(&s->worker);

	worker_collect(&s->worker);
	for (struct job *next; waiting; waiting = next) {
		next = waiting->next;
		((struct storvsp_request *)waiting)->sense = SCSI_SENSE_ABORTED;
		complete(s, waiting);
	}
	s->attention = UINT64_MAX;
	note(s, "reset", UINT64_MAX, NULL);
	return enqueue(s, r) ? ANSWERED_LATER : HV_STORVSC_NO_MEMORY;
}

/* CREATE_SUB_CHANNELS is not among them: there are none to be had, nor were any promised. */
static const struct operation {
	enum hv_storvsc_operation number;
	int stage,
		next; /* of the handshake: where it may come, where it leads to when all is well */
	uint32_t (*run)(struct storvsp *s, struct storvsp_request *r, const struct packet *p);
} operations[] = {
	{ HV_STORVSC_BEGIN_INIT, STAGE_NEW, STAGE_BEGUN, NULL },
	{ HV_STORVSC_QUERY_VERSION, STAGE_BEGUN, STAGE_AGREED, on_version },
	{ HV_STORVSC_QUERY_PROPERTIES, STAGE_AGREED, STAGE_AGREED, on_properties },
	{ HV_STORVSC_END_INIT, STAGE_AGREED, STAGE_READY, NULL },
	{ HV_STORVSC_EXECUTE_SRB, STAGE_READY, STAGE_READY, on_srb },
	{ HV_STORVSC_RESET_LUN, STAGE_READY, STAGE_READY, on_reset },
	{ HV_STORVSC_RESET_ADAPTER, STAGE_READY, STAGE_READY, on_reset },
	{ HV_STORVSC_RESET_BUS, STAGE_READY, STAGE_READY, on_reset },
};

static uint32_t dispatch(struct storvsp *s, struct storvsp_request *r, const struct packet *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(operations); i++) {
		uint32_t status = HV_STORVSC_OK;

		if (operations[i].number != r->operation)
			continue;
		if (operations[i].stage != s->stage)
			return HV_STORVSC_INVALID_STATE;
		if (operations[i].run)
			status = operations[i].run(s, r, p);
		if (status == HV_STORVSC_OK)
			s->stage = operations[i].next;
		return status;
	}
	return HV_STORVSC_INVALID_REQUEST;
}

static void on_packet(void *ctx, const struct packet *p)
{
	struct storvsp_request r = { .trans_id = p->trans_id,
		                     .wants_completion = p->wants_completion };
	uint32_t status = HV_STORVSC_INVALID_PARAMETER;

	if (p->type != HV_PACKET_IN_BAND && p->type != HV_PACKET_GPA_DIRECT)
		return;
	if (p->size >= sizeof(r.packet)) {
		memcpy(&r.packet, p->payload, sizeof(r.packet));
		r.operation = le32toh(r.packet.operation);
		status = dispatch(ctx, &r, p);
	}
	if (status != ANSWERED_LATER)
		answer(ctx, &r, status);
}

static void on_opened(void *ctx)
{
	struct storvsp *s = ctx;

	s->stage = STAGE_NEW;
	s->scanned = false;
	s->attention = 0;
}

/* Nobody is there to be answered any more: forget what waits, and wait for what is being done. */
static void on_closed(void *ctx)
{
	struct storvsp *s = ctx;
	struct job *waiting = worker_recall(&s->worker);

	for (struct job *next; waiting; waiting = next) {
		next = waiting->next;
		s->requests--;
		free(waiting);
	}
	worker_wait(&s->worker);
	worker_collect(&s->worker);
	on_opened(s);
}

/* Before its first request the guest looks for disks anyway, and is not ready to be told to. */
static void tell_of_change(struct storvsp *s)
{
	const struct hv_storvsc_packet v = { .operation = htole32(HV_STORVSC_ENUMERATE_BUS) };

	if (s->scanned)
		device_send(&s->device, HV_PACKET_IN_BAND, 0, 0, &v, sizeof(v));
}

int storvsp_attach(struct storvsp *s, int lun, const char *path, enum disk_mode mode, char *error,
                   size_t size)
{
	const int last = s->kind == STORVSP_IDE ? 0 : DISK_MAX_LUN;

	if (lun < 0)
		for (lun = 0; lun < last && has_disk(s, (uint64_t)lun);)
			lun++;
	if (lun > last || has_disk(s, (uint64_t)lun)) {
		snprintf(error, size, "%s: LUN %d of the %s controller is taken, or not there",
		         path, lun, s->device.name);
		return -1;
	}
	if (disk_open(&s->disks[lun], path, mode, error, size) < 0)
		return -1;
	note(s, "attached", (uint64_t)lun, NULL);
	if (s->kind == STORVSP_IDE)
		vmbus_offer(s->vmbus, &s->device);
	tell_of_change(s);
	return 0;
}

int storvsp_detach(struct storvsp *s, uint64_t lun)
{
	struct disk *disk = &s->disks[lun];
	struct job *waiting;

	if (!has_disk(s, lun))
		return -ENOENT;
	waiting = worker_recall(&s->worker);
	worker_wait(&s->worker);
	for (struct job *next; waiting; waiting = next) {
		struct storvsp_request *r = (struct storvsp_request *)waiting;

		next = waiting->next;
		if (r->task.disk == disk)
			r->task.disk = NULL;
		worker_add(&s->worker, waiting);
	}
	disk_close(disk);
	note(s, "detached", lun, NULL);
	tell_of_change(s);
	return 0;
}

void storvsp_note(const struct storvsp *s, struct hv_json *e)
{
	hv_json_object(e, s->device.name);
	hv_json_uint(e, "reads", s->commands[SCSI_READ]);
	hv_json_uint(e, "read_bytes", s->bytes[SCSI_READ]);
	hv_json_uint(e, "writes", s->commands[SCSI_WRITE]);
	hv_json_uint(e, "written_bytes", s->bytes[SCSI_WRITE]);
	hv_json_uint(e, "flushes", s->commands[SCSI_FLUSH]);
	hv_json_uint(e, "unmaps", s->commands[SCSI_DISCARD]);
	hv_json_uint(e, "errors", s->errors);
	hv_json_end_object(e);
}

static const struct {
	const char *name;
	struct hv_guid class, instance;
} kinds[] = {
	[STORVSP_SCSI] = { "scsi", HV_SCSI_CLASS, HV_SCSI_INSTANCE },
	[STORVSP_IDE] = { "ide", HV_IDE_CLASS, HV_IDE_INSTANCE },
};

int storvsp_init(struct storvsp *s, enum storvsp_kind kind, struct vmbus *vmbus,
                 struct journal *journal)
{
	static const struct device_ops ops = { on_opened, on_packet, on_closed };

	*s = (struct storvsp){
		.kind = kind,
		.device = { .name = kinds[kind].name,
		            .class = kinds[kind].class,
		            .instance = kinds[kind].instance,
		            .ops = &ops,
		            .ctx = s },
		.vmbus = vmbus,
		.journal = journal,
		.buffer = malloc(SCSI_MAX_TRANSFER),
	};
	for (int lun = 0; lun <= DISK_MAX_LUN; lun++)
		s->disks[lun].fd = s->disks[lun].overlay = -1;
	if (worker_init(&s->worker, vmbus->reactor, perform, complete, s) < 0 || !s->buffer)
		return -1;
	vmbus_add(vmbus, &s->device);
	s->device.wanted = kind == STORVSP_SCSI;
	return 0;
}

void storvsp_done(struct storvsp *s)
{
	if (!s->vmbus)
		return;
	worker_done(&s->worker);
	for (int lun = 0; lun <= DISK_MAX_LUN; lun++)
		disk_close(&s->disks[lun]);
	free(s->buffer);
	*s = (struct storvsp){ 0 };
}
