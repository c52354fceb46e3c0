// SPDX-License-Identifier: GPL-2.0-only
/* The init of a test root: says in one line what it was started in, and ends with 42. As the first of all, it
 * powers off. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char line[1024], device[256], where[256], type[64], options[512], timestamp[64] = "";
	FILE *mounts = fopen("/proc/self/mounts", "r");

	while (mounts && fgets(line, sizeof(line), mounts))
		if (sscanf(line, "%255s %255s %63s %511s", device, where, type, options) == 4 &&
		    strcmp(where, "/") == 0 && strcmp(device, "rootfs") != 0 &&
		    strcmp(type, "rootfs") != 0)
			printf("root=%s type=%s options=%s ", device, type, options);
	printf("pid=%d args=", (int)getpid());
	for (int i = 0; i < argc; i++) {
		int fd;

		printf("%s,", argv[i]);
		if (sscanf(argv[i], "--deserialize=%d", &fd) == 1 &&
		    read(fd, timestamp, sizeof(timestamp) - 1) > 0)
			timestamp[strcspn(timestamp, "\n")] = '\0';
	}
	printf(" %s dev=%s run=%s fsck=%s\n", timestamp, access("/dev/null", F_OK) ? "no" : "yes",
	       access("/run", W_OK) ? "no" : "yes",
	       access("/run/initramfs/fsck-root", F_OK) ? "no" : "yes");
	if (access("/proc/2/comm", F_OK) == 0) { /* kthreadd: not in a name space */
		fflush(stdout);
		reboot(RB_POWER_OFF);
	}
	return 42;
}
