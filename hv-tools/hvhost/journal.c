// SPDX-License-Identifier: GPL-2.0-only
#include "journal.h"
#include "say.h"
#include <string.h>
#include <time.h>

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int journal_open(struct journal *j, const char *path)
{
	*j = (struct journal){ .lock = PTHREAD_MUTEX_INITIALIZER };
	j->out = fopen(path ? path : "/dev/null", "we");
	if (!j->out)
		return fail_errno("cannot write events to %s", path);
	setvbuf(j->out, NULL, _IOLBF, 0);
	j->start_ns = now_ns();
	return 0;
}

void journal_close(struct journal *j)
{
	if (j->out)
		fclose(j->out);
	j->out = NULL;
}

void journal_start(struct journal *j)
{
	j->start_ns = now_ns();
}

struct hv_json *journal_begin(struct journal *j, const char *event)
{
	pthread_mutex_lock(&j->lock);
	hv_json_begin(&j->json, j->out, true);
	hv_json_object(&j->json, NULL);
	hv_json_uint(&j->json, "at_ns", now_ns() - j->start_ns);
	hv_json_string(&j->json, "event", event);
	return &j->json;
}

void journal_end(struct journal *j)
{
	hv_json_end_object(&j->json);
	pthread_mutex_unlock(&j->lock);
}

static const char *mark_name(uint8_t code)
{
	static const char *const names[256] = {
#define NAME(code, id, name) [code] = name,
		HV_MARKS(NAME)
#undef NAME
	};

	return names[code];
}

void journal_stamp(struct journal *j, enum hv_mark code)
{
	struct hv_json *e;

	if (__atomic_exchange_n(&j->stamped[code], true, __ATOMIC_RELAXED))
		return;
	e = journal_begin(j, "mark");
	hv_json_string(e, "name", mark_name((uint8_t)code));
	journal_end(j);
}

void journal_guest_mark(struct journal *j, uint8_t code, uint64_t tsc)
{
	struct hv_json *e = journal_begin(j, "mark");

	if (mark_name(code))
		hv_json_string(e, "name", mark_name(code));
	hv_json_uint(e, "code", code);
	hv_json_uint(e, "tsc", tsc);
	journal_end(j);
}
