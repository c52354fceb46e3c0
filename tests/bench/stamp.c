// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two ends of what tests/bench/initramfs measures, said at QEMU's port for debug output, a line each:
 *	start IDLE TICKS	as the first process of an initramfs (rdinit=/stamp); then it becomes that image's /init
 *	end TICKS IDLE		as the root's init; then it powers off
 * TICKS is the time stamp counter, under QEMU's -icount shift=0 a nanosecond or an instruction each. IDLE is how
 * many nanoseconds of these the processor had nothing to do, as the kernel accounts it since it was booted, waiting
 * for disks included.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PORT 0xe9

/* Of linux/mount.h, which musl's compiler does not find. */
enum { CREATE = 6 /* FSCONFIG_CMD_CREATE */, CLOSE_ON_EXEC = 1 };

static void say(const char *text)
{
	for (; *text; text++)
		outb((unsigned char)*text, PORT);
}

static void say_ticks(uint64_t ticks, char after)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64 "%c", ticks, after);
	say(text);
}

/* Of a proc of ours that is mounted nowhere: the image's /init is to find all as the kernel left it. */
static FILE *open_timers(void)
{
	const int fs = (int)syscall(SYS_fsopen, "proc", CLOSE_ON_EXEC);
	int proc, timers;

	if (fs < 0 || syscall(SYS_fsconfig, fs, CREATE, NULL, NULL, 0) < 0)
		return NULL;
	proc = (int)syscall(SYS_fsmount, fs, CLOSE_ON_EXEC, 0);
	timers = openat(proc, "timer_list", O_RDONLY | O_CLOEXEC);
	/* Now, as to undo the mount takes time that is nobody's. */
	close(proc);
	close(fs);
	return fdopen(timers, "r");
}

static uint64_t idle_ns(FILE *timers)
{
	uint64_t sum = 0, ns;
	char line[256];

	while (fgets(line, sizeof(line), timers))
		if (sscanf(line, " .idle_sleeptime : %" SCNu64, &ns) == 1 ||
		    sscanf(line, " .iowait_sleeptime: %" SCNu64, &ns) == 1)
			sum += ns;
	return sum;
}

int main(int argc, char **argv)
{
	const uint64_t end = __builtin_ia32_rdtsc();
	FILE *timers = open_timers();

	if (ioperm(PORT, 1, 1) < 0 || !timers || argc < 1)
		return 1;
	if (strcmp(argv[0], "/stamp") == 0) {
		say("start ");
		say_ticks(idle_ns(timers), ' ');
		say_ticks(__builtin_ia32_rdtsc(), '\n');
		argv[0] = "/init";
		execv("/init", argv);
	} else {
		say("end ");
		say_ticks(end, ' ');
		say_ticks(idle_ns(timers), '\n');
		reboot(RB_POWER_OFF);
	}
	return 1;
}
