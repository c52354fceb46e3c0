// SPDX-License-Identifier: GPL-2.0-only
#include "storage.h"
#include <stdio.h>
#include <string.h>

int storage_init(struct storage *s, struct vmbus *vmbus, struct journal *journal)
{
	int rc = 0;

	for (int kind = 0; kind < STORVSP_KINDS && rc == 0; kind++)
		rc = storvsp_init(&s->controllers[kind], kind, vmbus, journal);
	return rc;
}

void storage_done(struct storage *s)
{
	for (int kind = 0; kind < STORVSP_KINDS; kind++)
		storvsp_done(&s->controllers[kind]);
}

int storage_start(struct storage *s)
{
	int rc = 0;

	for (int kind = 0; kind < STORVSP_KINDS && rc == 0; kind++)
		rc = worker_start(&s->controllers[kind].worker);
	return rc;
}

void storage_note(const struct storage *s, struct hv_json *e)
{
	for (int kind = 0; kind < STORVSP_KINDS; kind++)
		storvsp_note(&s->controllers[kind], e);
}

static int attach(struct storage *s, const struct disk_spec *spec, char *error, size_t size)
{
	return storvsp_attach(&s->controllers[spec->ide ? STORVSP_IDE : STORVSP_SCSI], spec->lun,
	                      spec->path, spec->mode, error, size);
}

int storage_attach(struct storage *s, const char *text, char *error, size_t size)
{
	struct disk_spec spec;

	if (disk_spec_parse(text, &spec) == 0)
		return attach(s, &spec, error, size);
	snprintf(error, size, "no file, or no such options of a disk: %s", text);
	return -1;
}

static int run_attach(struct call *call)
{
	struct disk_spec spec;

	if (disk_spec_parse(call->argv[0], &spec) < 0)
		return call_fail(call, "no file, or no such options: %s", call->argv[0]);
	for (int i = 1; i < call->argc; i++)
		if (disk_spec_option(&spec, call->argv[i]) <= 0)
			return call_fail(call, "no such option of a disk: %s", call->argv[i]);
	return attach(call->ctx, &spec, call->error, sizeof(call->error));
}

/* A number, then perhaps the controller that is meant. NULL with the reason. */
static struct storvsp *get_arguments(struct call *call, uint64_t max, uint64_t *ret)
{
	struct storage *storage = call->ctx;

	if (call_uint(call, 0, 0, max, ret) < 0)
		return NULL;
	if (call->argc == 1)
		return &storage->controllers[STORVSP_SCSI];
	if (strcmp(call->argv[1], "controller=ide") == 0)
		return &storage->controllers[STORVSP_IDE];
	call_fail(call, "not controller=ide: %s", call->argv[1]);
	return NULL;
}

static int run_detach(struct call *call)
{
	uint64_t lun;
	struct storvsp *s = get_arguments(call, DISK_MAX_LUN, &lun);

	if (!s)
		return -1;
	return storvsp_detach(s, lun) < 0 ? call_fail(call, "no disk there") : 0;
}

static int run_delay(struct call *call)
{
	uint64_t ms;
	struct storvsp *s = get_arguments(call, 3600000, &ms);

	if (s)
		s->delay_ns = ms * NS_PER_MS;
	return s ? 0 : -1;
}

static int run_fail(struct call *call)
{
	uint64_t n;
	struct storvsp *s = get_arguments(call, UINT32_MAX, &n);

	if (s)
		s->failures = n;
	return s ? 0 : -1;
}

const struct command storage_commands[] = {
	{ "disk attach", "FILE[,ro|,snapshot] [lun=N] [controller=ide]", 1, 3, run_attach },
	{ "disk detach", "LUN [controller=ide]", 1, 2, run_detach },
	{ "disk delay", "MS [controller=ide]", 1, 2, run_delay },
	{ "disk fail", "N [controller=ide]", 1, 2, run_fail },
	{ 0 },
};
