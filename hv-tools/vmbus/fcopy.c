// SPDX-License-Identifier: GPL-2.0-only
#include "fcopy.h"
#include "auto.h"
#include "utf16.h"
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Of a copy that the host gave up, in its event: ERROR_CANCELLED. */
#define CANCELLED 0x800704c7u

static void finish(struct fcopy *f, uint32_t status, const char *error)
{
	journal_event(f->ic.vmbus->journal, "fcopy", TEXT("op", "done"), NUMBER("status", status),
	              TEXT("name", f->name), NUMBER("bytes", f->sent), TEXT("error", error));
	hv_auto_close(&f->fd);
	f->fd = -1;
}

/* Read the next chunk into @w. False: the file is not what it was. */
static bool read_chunk(struct fcopy *f, struct hv_fcopy_write *w)
{
	const uint64_t left = f->size - f->sent;
	const size_t wanted = left < sizeof(w->data) ? left : sizeof(w->data);
	const ssize_t n = pread(f->fd, w->data, wanted, (off_t)f->sent);

	if (n <= 0) {
		f->gave_up = n == 0 ? "the file became shorter" : "the file cannot be read";
		return false;
	}
	f->chunk = (uint32_t)n;
	w->offset = htole64(f->sent);
	w->size = htole32(f->chunk);
	return true;
}

static void send_next(struct fcopy *f)
{
	struct hv_fcopy_write w = { .header.op = htole32(HV_FCOPY_WRITE) };
	size_t size = sizeof(w.header);

	if (f->gave_up || (f->sent < f->size && !read_chunk(f, &w)))
		w.header.op = htole32(HV_FCOPY_CANCEL);
	else if (f->sent == f->size)
		w.header.op = htole32(HV_FCOPY_COMPLETE);
	else
		size = sizeof(w);
	if (ic_request(&f->ic, &w, size) < 0)
		finish(f, HV_IC_FAIL, "the next packet cannot be sent");
}

static void on_answer(struct ic *ic, const struct hv_ic_header *head, const uint8_t *body,
                      size_t size)
{
	static const char *const names[] = { "start", "write", "complete", "cancel" };
	const struct hv_fcopy_header *asked = (const void *)ic->line->body;
	const uint32_t op = le32toh(asked->op), status = le32toh(head->status);
	struct fcopy *f = (struct fcopy *)ic;

	if (op == HV_FCOPY_WRITE && status == HV_IC_OK)
		f->sent += f->chunk;
	else
		journal_event(ic->vmbus->journal, "fcopy", TEXT("op", names[op]),
		              NUMBER("status", status));
	if (op == HV_FCOPY_CANCEL)
		finish(f, CANCELLED, f->gave_up);
	else if (op == HV_FCOPY_COMPLETE || status != HV_IC_OK)
		finish(f, status, NULL);
	else
		send_next(f);
}

/* What was under way is lost. */
static void on_closed(struct ic *ic)
{
	struct fcopy *f = (struct fcopy *)ic;

	if (f->fd >= 0)
		finish(f, CANCELLED, "the guest went away");
}

/* The guest's path into folder and name, the file's own name when there is none. */
static int take_path(struct call *call, struct fcopy *f, struct hv_fcopy_start *start)
{
	const char *file = call->argv[0], *to = call->argv[1], *slash = strrchr(to, '/');
	AUTO_FREE char *path = slash ? strndup(to, (size_t)(slash - to) + 1) : NULL;
	const char *name = slash && slash[1] ? slash + 1 : basename(file);

	if (!path)
		return call_fail(call, "%s names no folder", to);
	if (call_utf16(call, "the path", path, start->path, sizeof(start->path)) < 0 ||
	    call_utf16(call, "the name", name, start->name, sizeof(start->name)) < 0)
		return -1;
	snprintf(f->name, sizeof(f->name), "%s", name);
	return 0;
}

static int run_copy(struct call *call)
{
	static const char *const flags[] = { "overwrite", "create", NULL };
	struct hv_fcopy_start start = { .header.op = htole32(HV_FCOPY_START) };
	AUTO_CLOSE int fd = open(call->argv[0], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct fcopy *f = call->ctx;
	struct stat st;

	if (f->fd >= 0)
		return call_fail(call, "a copy is under way");
	if (fd < 0 || fstat(fd, &st) < 0)
		return call_fail(call, "%s: %s", call->argv[0], strerror(errno));
	if (!S_ISREG(st.st_mode))
		return call_fail(call, "%s is not a regular file", call->argv[0]);
	for (int i = 2; i < call->argc; i++) {
		const int flag = call_choice(call, i, flags);

		if (flag < 0)
			return -1;
		start.flags |= htole32(flag == 0 ? HV_FCOPY_OVERWRITE : HV_FCOPY_CREATE_PATH);
	}
	start.size = htole64((uint64_t)st.st_size);
	if (take_path(call, f, &start) < 0 ||
	    ic_call_result(&f->ic, call, ic_request(&f->ic, &start, sizeof(start))) < 0)
		return -1;
	f->fd = fd;
	f->size = (uint64_t)st.st_size;
	f->sent = 0;
	f->gave_up = NULL;
	fd = -1;
	return 0;
}

/* Takes effect when the packet at the guest is answered; too late if that is the last one. */
static int run_cancel(struct call *call)
{
	struct fcopy *f = call->ctx;

	if (f->fd < 0)
		return call_fail(call, "no copy is under way");
	f->gave_up = "cancelled";
	return 0;
}

const struct command fcopy_commands[] = {
	{ "fcopy copy", "FILE TO [overwrite] [create]", 2, 4, run_copy },
	{ "fcopy cancel", "", 0, 0, run_cancel },
	{ 0 },
};

void fcopy_init(struct fcopy *fcopy, struct vmbus *vmbus)
{
	static const struct ic_type type = {
		.name = "fcopy",
		.class = HV_FCOPY_CLASS,
		.instance = HV_FCOPY_INSTANCE,
		.message = HV_IC_FCOPY,
		.versions = { { 1, 1 } },
		.answer = on_answer,
		.closed = on_closed,
	};

	*fcopy = (struct fcopy){ .fd = -1 };
	ic_init(&fcopy->ic, &type, vmbus);
}
