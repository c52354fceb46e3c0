// SPDX-License-Identifier: GPL-2.0-only
/*
 * What /init costs (hvkit.run=/bin/stamp): says how much time of the processor PID 1 has used, which under QEMU's
 * -icount shift=0 is its instructions, and becomes /init again, with the words of /etc/words as command line. The
 * root's init (rootinit.c) says it once more.
 */
#include <stdio.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	struct timespec used;

	if (mount("/etc/words", "/proc/cmdline", NULL, MS_BIND, NULL) < 0)
		perror("stamp: /proc/cmdline");
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	printf("stamp: used=%lld\n", (long long)used.tv_sec * 1000000000 + used.tv_nsec);
	fflush(stdout);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	execl("/init", "/init", NULL);
	perror("stamp: /init");
	return 1;
}
