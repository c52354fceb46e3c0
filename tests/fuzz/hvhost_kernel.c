// SPDX-License-Identifier: GPL-2.0-only
/* Any file as the guest's kernel. What hvhost says of it goes to stderr, which is shut. */
#include "../unit/hvhost_fixture.h"
#include "kernel.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RAM = 32 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fixture fx;
static int file = -1;
static char path[32];

static int start(void)
{
	fixture_init(&fx, RAM);
	file = memfd_create("kernel", MFD_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return file < 0 || !freopen("/dev/null", "w", stderr) ? -1 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel k;

	if (file < 0 && start() < 0)
		return 0;
	if (ftruncate(file, 0) < 0 || pwrite(file, data, size, 0) != (ssize_t)size)
		return 0;
	if (kernel_open(&k, path) == 0)
		kernel_load(&k, path, &fx.memory);
	input_close(&k.file);
	return 0;
}
