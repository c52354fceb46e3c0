/* SPDX-License-Identifier: GPL-2.0-only */
/* A pool's records, sorted into what their writers told: events in the order of time, reports, others. */
#pragma once
#include "event.h"
#include "report.h"

struct provisioning {
	struct report report;
	uint64_t record;
	size_t chunks;
	int64_t time_ns; /* 0: unknown */
};

struct telemetry {
	struct event *events;
	struct provisioning *reports;
	size_t event_count, report_count, other_count;
};

/* 0 or -ENOMEM; nothing of @records is kept. telemetry_free() in both cases. */
int telemetry_read(const struct records *records, struct telemetry *ret);
void telemetry_free(struct telemetry *t);
