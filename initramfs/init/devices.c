// SPDX-License-Identifier: GPL-2.0-only
#include "devices.h"
#include "clock.h"
#include "coldplug.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { MESSAGE = 8192 };

/* The host's keys as soon as there is a way to them; there is none on most machines. */
static void start_kvp(struct devices *d)
{
	if (d->kvp.child == 0)
		early_kvp_start(&d->kvp);
}

static int look_at_all(struct devices *d)
{
	if (d->modules.folder >= 0)
		coldplug(d->blocks.sys, &d->modules);
	start_kvp(d);
	return blocks_scan(&d->blocks);
}

int devices_open(const struct init_cmdline *cmd, const char *cmdline_text, size_t len,
                 struct devices *ret_devices)
{
	struct devices *d = ret_devices;
	struct utsname kernel;

	d->kvp.child = 0;
	d->blocks.dev = "/dev";
	d->blocks.sys = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (d->blocks.sys < 0)
		return -errno;
	d->events = uevent_open();
	if (d->events < 0)
		return d->events;
	uname(&kernel);
	modules_open(AT_FDCWD, kernel.release, &d->modules);
	d->modules.cmdline = cmdline_text;
	d->modules.cmdline_len = len;
	d->modules.blacklist = cmd->blacklist;
	return look_at_all(d);
}

static void take(struct devices *d, const struct uevent *e)
{
	if (e->action == UEVENT_ADD && *e->modalias && d->modules.folder >= 0)
		modules_load_alias(&d->modules, e->modalias);
	if (strcmp(e->devname, "vmbus/hv_kvp") == 0)
		start_kvp(d);
	blocks_event(&d->blocks, e);
}

/* Of poll(2); not for ever, as a moment that is too far off for its milliseconds comes in pieces. */
static int ms_until(uint64_t us)
{
	const uint64_t now = clock_us(CLOCK_MONOTONIC), left = us > now ? us - now : 0;

	return left > 1000000000 ? 1000000 : (int)((left + 999) / 1000);
}

int devices_wait(struct devices *devices, uint64_t until_us)
{
	struct pollfd fds[] = { { .fd = devices->events, .events = POLLIN },
		                { .fd = devices->kvp.told, .events = POLLIN } };
	const int n = poll(fds, 1 + (devices->kvp.child > 0), ms_until(until_us));
	char message[MESSAGE];
	struct uevent e;
	int rc;

	if (n <= 0)
		return n < 0 && errno != EINTR ? -errno : 0;
	if (devices->kvp.child > 0 && fds[1].revents)
		early_kvp_told(&devices->kvp);
	while ((rc = uevent_read(devices->events, message, sizeof(message), &e)) > 0)
		take(devices, &e);
	if (rc == -ENOBUFS)
		rc = look_at_all(devices);
	return rc < 0 ? rc : 1;
}

void devices_close(struct devices *devices)
{
	early_kvp_stop(&devices->kvp);
	close(devices->events);
	close(devices->blocks.sys);
}
