/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A daemon's words, a line each, to standard error. Under systemd's journal ($JOURNAL_STREAM) each begins
 * with its priority, "<N>" (sd-daemon(3)). Lines can be held in memory while nothing may be written: a
 * process that writes to a frozen file system sleeps until the thaw that it is there to make.
 *
 * Values of key-value pairs do not belong into a log: they hold secrets.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <syslog.h>

enum { HV_LOG_LINE = 512 }; /* bytes; longer lines are cut */

struct hv_log {
	int fd;
	const char *name; /* of the program; begins each line where the journal does not know it */
	bool prefix;      /* "<N>" */
	bool verbose;     /* LOG_DEBUG too */
	char *held;       /* NULL: lines are written as they come */
	size_t held_size, held_len, lost;
};

/* To standard error. @name stays. */
void hv_log_init(struct hv_log *log, const char *name, bool verbose);

/* @priority as in syslog(3), LOG_ERR to LOG_DEBUG. Allocates nothing; errno stays. */
void hv_log(struct hv_log *log, int priority, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Keep lines in @room of @size bytes instead; those that do not fit are counted. */
void hv_log_hold(struct hv_log *log, char *room, size_t size);
/* Write what was held, and how many lines were lost; from now on lines are written again. */
void hv_log_release(struct hv_log *log);
