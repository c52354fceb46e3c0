// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"
#include "line.h"
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

static void begin(struct line *line, const char *step)
{
	line->len = 0;
	line_text(line, "hvkit-init: ");
	line_text(line, step);
}

void report_ok(const char *step, const char *what)
{
	struct timespec now = { 0 };
	struct line line;

	/* Not through the C library: its vDSO lookup is a tenth of /init. */
	syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &now);
	begin(&line, step);
	line_text(&line, " ok ");
	if (what) {
		line_text(&line, what);
		line_text(&line, " ");
	}
	line_text(&line, "t=");
	line_number(&line, (uint64_t)now.tv_sec);
	line_text(&line, ".");
	line_padded(&line, (uint64_t)now.tv_nsec / 1000, 6);
	line_send(&line, STDERR_FILENO);
}

void report_failed(const char *step, const char *what, size_t what_len, int err)
{
	struct line line;

	begin(&line, step);
	line_text(&line, " failed ");
	line_bytes(&line, what, what_len);
	line_text(&line, ": errno ");
	line_number(&line, (uint64_t)err);
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
		syscall(SYS_nanosleep, &tick, NULL);
	}
}
