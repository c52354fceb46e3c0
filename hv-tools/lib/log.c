// SPDX-License-Identifier: GPL-2.0-only
#include "log.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void hv_log_init(struct hv_log *log, const char *name, bool verbose)
{
	*log = (struct hv_log){
		.fd = STDERR_FILENO,
		.name = name,
		.prefix = getenv("JOURNAL_STREAM") != NULL,
		.verbose = verbose,
	};
}

static void write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* there is nobody to tell */
		bytes += n;
		len -= (size_t)n;
	}
}

static void put(struct hv_log *log, const char *line, size_t len)
{
	if (!log->held) {
		write_all(log->fd, line, len);
	} else if (len <= log->held_size - log->held_len) {
		memcpy(log->held + log->held_len, line, len);
		log->held_len += len;
	} else {
		log->lost++;
	}
}

void hv_log(struct hv_log *log, int priority, const char *format, ...)
{
	char line[HV_LOG_LINE];
	const int saved = errno;
	size_t len;
	va_list args;

	if (priority == LOG_DEBUG && !log->verbose)
		return;
	if (log->prefix)
		len = (size_t)snprintf(line, sizeof(line), "<%d>", priority);
	else
		len = (size_t)snprintf(line, sizeof(line), "%.64s: ", log->name);
	va_start(args, format);
	vsnprintf(line + len, sizeof(line) - 1 - len, format, args);
	va_end(args);
	/* One line is one line, whatever a name in it holds. */
	for (char *p = line + len; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	len = strlen(line);
	line[len++] = '\n';
	put(log, line, len);
	errno = saved;
}

void hv_log_hold(struct hv_log *log, char *room, size_t size)
{
	log->held = room;
	log->held_size = size;
	log->held_len = log->lost = 0;
}

void hv_log_release(struct hv_log *log)
{
	const char *held = log->held;
	const size_t lost = log->lost;

	if (!held)
		return;
	log->held = NULL;
	write_all(log->fd, held, log->held_len);
	if (lost > 0)
		hv_log(log, LOG_WARNING, "%zu more lines had no room", lost);
}
