// SPDX-License-Identifier: GPL-2.0-only
#include "mark.h"
#include "clock.h"
#include "line.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <sys/io.h>
#else /* has no ports: marks go to the kernel log */
static int ioperm(unsigned long from, unsigned long n, int on)
{
	(void)from;
	(void)n;
	(void)on;
	errno = ENOSYS;
	return -1;
}

static void outb(unsigned char value, unsigned short port)
{
	(void)value;
	(void)port;
}
#endif

static void send_port(enum hv_mark code, uint64_t ticks)
{
	for (const char *magic = HV_MARK_MAGIC; *magic; magic++)
		outb((unsigned char)*magic, HV_MARK_PORT);
	outb((unsigned char)code, HV_MARK_PORT);
	for (unsigned int shift = 0; shift < 64; shift += 8)
		outb((unsigned char)(ticks >> shift), HV_MARK_PORT);
}

static void send_log(int fd, enum hv_mark code, uint64_t ticks)
{
	struct line line = { .len = 0 };

	line_text(&line, "hvkit: mark=");
	line_text(&line, hv_mark_name(code));
	line_text(&line, " tsc=");
	line_number(&line, ticks);
	line_send(&line, fd);
}

static struct line times;

static void note_time(enum hv_mark code)
{
	line_text(&times, &" "[times.len == 0]);
	line_text(&times, hv_mark_name(code));
	line_text(&times, "=");
	line_number(&times, clock_us(CLOCK_BOOTTIME));
}

const struct line *mark_times(void)
{
	return &times;
}

int marker_open(bool port, struct marker *ret_marker)
{
	const int refused = port && ioperm(HV_MARK_PORT, 1, 1) < 0 ? -errno : 0;

	*ret_marker = (struct marker){ .port = port && !refused, .fd = STDERR_FILENO };
	if (!ret_marker->port) {
		const int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

		ret_marker->fd = fd < 0 ? STDERR_FILENO : fd;
	}
	return refused;
}

void mark_send(const struct marker *marker, enum hv_mark code, uint64_t ticks)
{
	note_time(code);
	if (marker->port)
		send_port(code, ticks);
	else
		send_log(marker->fd, code, ticks);
}
