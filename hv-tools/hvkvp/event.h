/* SPDX-License-Identifier: GPL-2.0-only */
/* One telling of cloud-init or azure-init, put together from the records that it was written in. */
#pragma once
#include "records.h"

enum event_source { EVENT_CLOUD_INIT, EVENT_AZURE_INIT };

enum { EVENT_NAME = 256, EVENT_WORD = 64, EVENT_GUID = 37, EVENT_PROBLEM = 96 };

struct event {
	enum event_source source;
	char agent[EVENT_WORD];
	char kind
		[EVENT_WORD]; /* start, finish, diagnostic, compressed, ...; azure-init: INFO, ... */
	char name[EVENT_NAME];
	char id[EVENT_GUID], vm_id[EVENT_GUID]; /* "" unknown */
	char result[EVENT_WORD];                /* SUCCESS, FAIL, ...; "" none told */
	uint64_t incarnation;         /* cloud-init: when this boot began, in s since 1970 */
	int64_t time_ns, duration_ns; /* 0, -1: unknown */
	char *message;                /* with a NUL behind it; released by event_free() */
	size_t message_len;
	bool inflated; /* was packed */
	uint64_t record;
	size_t chunks;
	char problem[EVENT_PROBLEM]; /* what is wrong with it, "" nothing */
	bool has_start, has_finish;  /* another event tells of the other end of the same span */
};

/* A part of an event's text. */
struct chunk {
	const struct record *record;
	uint64_t number;
};

/* The first problem of an event stays. */
void event_problem(struct event *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
void event_free(struct event *e);

/* 8-4-4-4-12 hexadecimal digits? */
bool is_guid(const char *text, size_t len);
/* @text as a string, cut to @size; control characters are left as they are. */
void copy_text(const char *text, size_t len, char *buf, size_t size);

/* A key's fields, parted by '|'. */
enum { KEY_FIELDS = 16 };

struct field {
	const char *at;
	size_t len;
};

/* How many; 0 for more than KEY_FIELDS. */
size_t split_fields(const char *key, size_t len, struct field fields[KEY_FIELDS]);
bool field_is(const struct field *f, const char *text);
