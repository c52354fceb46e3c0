/* SPDX-License-Identifier: GPL-2.0-only */
/* What events look like: a timeline for people, JSON for programs. */
#pragma once
#include "options.h"
#include "telemetry.h"

/*
 * One line for each span or moment, with its distance from the first one's beginning; texts are cut unless @whole.
 * Then the reports, then what the host does not get of @records.
 */
void timeline_write(FILE *out, const struct telemetry *t, const struct records *records,
                    bool whole);
void timeline_json(FILE *out, const struct telemetry *t, const struct records *records,
                   unsigned int pool);
