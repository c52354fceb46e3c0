/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /init says on the console, one line per step, in four forms that bootstat reads:
 *	hvkit-init: STEP ok [WHAT] t=SECONDS.MICROS
 *	hvkit-init: STEP warning WORDS
 *	hvkit-init: STEP failed WHAT: errno N
 *	hvkit-init: memory total_kib=N free_kib=N
 */
#pragma once
#include "line.h"
#include <stddef.h>

/* @what may be NULL. The time is CLOCK_BOOTTIME. What it said, until it says something else. */
const struct line *report_ok(const char *step, const char *what);
void report_failed(const char *step, const char *what, size_t what_len, int err);
/* The same, to add to. */
void report_failure(struct line *line, const char *step, const char *what, size_t what_len,
                    int err);
void report_memory(void);
/* @what may be NULL. */
void report_warning(const char *step, const char *words, const char *what);
/* Of a quiet boot to a root, what goes well is only for the kernel log. */
void report_quietly(void);

/*
 * Wait until the console has sent what was written, but no longer than a second: a serial line is slower
 * than we are, and what its driver still holds when the machine goes off is lost.
 */
void report_drain(void);
