/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event log: what happened to the guest and when, one JSON object per line, in the order in which it
 * happened. Every event has "at_ns", nanoseconds on the monotonic clock since the guest's first
 * instruction, and "event", its name. Any thread may write; a line is never torn.
 */
#pragma once
#include "json.h"
#include "wire/boot_marks.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct journal {
	FILE *out; /* NULL: events go nowhere */
	pthread_mutex_t lock;
	uint64_t start_ns;
	bool stamped[256]; /* by mark code: hvhost's own marks already written */
	struct hv_json json;
};

/* Open @path for writing, or none when NULL. 0, or -1 with the reason said. */
int journal_open(struct journal *j, const char *path);
void journal_close(struct journal *j);

/* Now is the guest's first instruction: the zero of every at_ns. */
void journal_start(struct journal *j);

/* Begin an event; the caller adds fields to the writer returned and ends it. Holds the lock between. */
struct hv_json *journal_begin(struct journal *j, const char *event);
void journal_end(struct journal *j);

/* A mark seen by hvhost itself: written once, however often the moment recurs. */
void journal_stamp(struct journal *j, enum hv_mark code);
/* A mark the guest wrote, with its TSC. Codes without a name are kept as numbers. */
void journal_guest_mark(struct journal *j, uint8_t code, uint64_t tsc);
