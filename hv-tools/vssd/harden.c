// SPDX-License-Identifier: GPL-2.0-only
#include "harden.h"
#include "auto.h"
#include "wire/freeze.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

enum { STACK_BYTES = 64 * 1024 };

static void touch_stack(void)
{
	volatile char bytes[STACK_BYTES];

	for (size_t i = 0; i < sizeof(bytes); i += 1024)
		bytes[i] = 0;
}

/* The kernel's name, and the last part of the first word of the command line. */
void vss_rename(const char *name)
{
	char *base = strrchr(program_invocation_name, '/');

	prctl(PR_SET_NAME, name);
	base = base ? base + 1 : program_invocation_name;
	for (; *base; base++)
		*base = *name ? *name++ : ' ';
}

/* Without the capability that is left to the unit. */
static void adjust_oom(int root, const char *score)
{
	AUTO_CLOSE int fd = openat(root, "proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, score, strlen(score)) < 0)
		return;
}

/* Of the daemon only what it has in memory anyway: the watchdog is the one that must not wait. */
void vss_lock_memory(void)
{
	mlockall(MCL_CURRENT | MCL_ONFAULT);
	prctl(HV_PR_SET_IO_FLUSHER, 1, 0, 0, 0);
}

void vss_unlock_memory(void)
{
	munlockall();
	prctl(HV_PR_SET_IO_FLUSHER, 0, 0, 0, 0);
}

void vss_harden(int root)
{
	adjust_oom(root, "-1000");
	mlockall(MCL_CURRENT);
	prctl(HV_PR_SET_IO_FLUSHER, 1, 0, 0, 0);
	touch_stack();
}

void vss_soften(int root)
{
	adjust_oom(root, "0");
	prctl(HV_PR_SET_IO_FLUSHER, 0, 0, 0, 0);
}
