// SPDX-License-Identifier: GPL-2.0-only
/* Flavor files from anyone: read, and when nothing is wrong with them, print them. */
#include "flavor.h"
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_findings findings = { 0 };
	struct kconf_flavor flavor;
	char path[64];
	FILE *sink;
	int fd = memfd_create("flavor", 0);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (write(fd, data, size) == (ssize_t)size &&
	    kconf_flavor_read(path, &findings, &flavor) == 0) {
		sink = fopen("/dev/null", "w");
		if (sink && findings.n == 0)
			kconf_flavor_print(&flavor, true, sink);
		if (sink)
			fclose(sink);
		kconf_flavor_done(&flavor);
	}
	kconf_findings_done(&findings);
	close(fd);
	return 0;
}
