// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"
#include "clock.h"
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/sysinfo.h>
#include <unistd.h>

static bool quiet;

void report_quietly(void)
{
	quiet = true;
}

static void begin(struct line *line, const char *step)
{
	line->len = 0;
	line_text(line, "hvkit-init: ");
	line_text(line, step);
}

const struct line *report_ok(const char *step, const char *what)
{
	const uint64_t now = clock_us(CLOCK_BOOTTIME);
	static struct line line;

	begin(&line, step);
	line_text(&line, " ok ");
	if (what) {
		line_text(&line, what);
		line_text(&line, " ");
	}
	line_text(&line, "t=");
	line_number(&line, now / 1000000);
	line_text(&line, ".");
	line_padded(&line, now % 1000000, 6);
	if (quiet)
		line_log(&line, 6);
	else
		line_send(&line, STDERR_FILENO);
	return &line;
}

void report_warning(const char *step, const char *words, const char *what)
{
	struct line line;

	begin(&line, step);
	line_text(&line, " warning ");
	line_text(&line, words);
	if (what) {
		line_text(&line, " ");
		line_text(&line, what);
	}
	line_send(&line, STDERR_FILENO);
}

void report_failure(struct line *line, const char *step, const char *what, size_t what_len, int err)
{
	begin(line, step);
	line_text(line, " failed ");
	line_bytes(line, what, what_len);
	line_text(line, ": errno ");
	line_number(line, (uint64_t)err);
}

void report_failed(const char *step, const char *what, size_t what_len, int err)
{
	struct line line;

	report_failure(&line, step, what, what_len, err);
	line_send(&line, STDERR_FILENO);
}

void report_memory(void)
{
	struct sysinfo info = { 0 };
	struct line line;

	sysinfo(&info);
	begin(&line, "memory total_kib=");
	line_number(&line, (uint64_t)info.totalram * info.mem_unit / 1024);
	line_text(&line, " free_kib=");
	line_number(&line, (uint64_t)info.freeram * info.mem_unit / 1024);
	line_send(&line, STDERR_FILENO);
}

/* Not tcdrain(3), which waits for a line that never moves as long as it takes. */
void report_drain(void)
{
	static const struct timespec tick = { .tv_nsec = 1000000 };
	int queued;

	for (int i = 0; i < 1000; i++) {
		if (ioctl(STDERR_FILENO, TIOCOUTQ, &queued) < 0 || queued == 0)
			return;
		nanosleep(&tick, NULL);
	}
}
