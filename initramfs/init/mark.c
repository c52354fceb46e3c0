// SPDX-License-Identifier: GPL-2.0-only
#include "mark.h"
#include "clock.h"
#include "line.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <sys/io.h>

static int open_port(void)
{
	return ioperm(HV_MARK_PORT, 1, 1) < 0 ? -errno : 0;
}

static void send_byte(unsigned char byte)
{
	outb(byte, HV_MARK_PORT);
}
#else
/* Others have no such ports. */
static int open_port(void)
{
	return -ENOSYS;
}

static void send_byte(unsigned char byte)
{
	(void)byte;
}
#endif

static void send_port(enum hv_mark code, uint64_t ticks)
{
	for (const char *magic = HV_MARK_MAGIC; *magic; magic++)
		send_byte((unsigned char)*magic);
	send_byte((unsigned char)code);
	for (unsigned int shift = 0; shift < 64; shift += 8)
		send_byte((unsigned char)(ticks >> shift));
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
	const int refused = port ? open_port() : 0;

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
