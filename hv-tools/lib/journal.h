/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An event log: what happened and when, one JSON object per line, in the order in which it happened. Every
 * event has "at_ns", nanoseconds on the monotonic clock since journal_start(), and "event", its name. Any
 * thread may write; a line is never torn. Watchers hear each event as it is written.
 */
#pragma once
#include "json.h"
#include "tail.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Told of each event: its line, without the newline. Runs with the journal's lock held: only take note. */
struct journal_watch {
	void (*fn)(void *ctx, const char *line, size_t len);
	void *ctx;
	struct journal_watch *next;
};

struct journal {
	FILE *out; /* NULL: not written to a file */
	pthread_mutex_t lock;
	FILE *line; /* the event being written, in memory */
	char *text;
	size_t size;
	bool whisper;
	uint64_t start_ns;
	struct tail tail;
	struct journal_watch *watches;
	struct hv_json json;
};

/* A journal that is not written yet, but can be watched. 0 or -errno. */
int journal_init(struct journal *j);
/* Write to @path from now on. 0 or -errno. */
int journal_open(struct journal *j, const char *path);
void journal_close(struct journal *j);

void journal_watch(struct journal *j, struct journal_watch *watch);
void journal_unwatch(struct journal *j, struct journal_watch *watch);

/* Now is the zero of every at_ns. */
void journal_start(struct journal *j);

/* One field of an event: TEXT("name", string), NUMBER("relid", uint64_t), FLAG("ok", bool). */
struct journal_field {
	const char *key;
	enum { JOURNAL_TEXT, JOURNAL_NUMBER, JOURNAL_FLAG } type;
	const char *text;
	uint64_t number;
};

#define TEXT(k, v)                                            \
	{                                                     \
		.key = (k), .type = JOURNAL_TEXT, .text = (v) \
	}
#define NUMBER(k, v)                                              \
	{                                                         \
		.key = (k), .type = JOURNAL_NUMBER, .number = (v) \
	}
#define FLAG(k, v)                                              \
	{                                                       \
		.key = (k), .type = JOURNAL_FLAG, .number = (v) \
	}

/* A whole event. A TEXT of NULL is left out. */
#define journal_event(j, event, ...) \
	journal_fields(j, event, (const struct journal_field[]){ __VA_ARGS__, { 0 } })
void journal_fields(struct journal *j, const char *event, const struct journal_field *fields);

/* Begin an event; the caller adds fields to the writer returned and ends it. Holds the lock between. */
struct hv_json *journal_begin(struct journal *j, const char *event);
/* The same for an event that only who watches shall see: it is not written to the log. */
struct hv_json *journal_whisper(struct journal *j, const char *event);
void journal_end(struct journal *j);
