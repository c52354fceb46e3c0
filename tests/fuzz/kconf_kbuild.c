// SPDX-License-Identifier: GPL-2.0-only
/* A Makefile of a foreign tree, and what it says of an object. */
#include "kbuild.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char top[] = "/tmp/hvkit-fuzz-XXXXXX", file[64];

static void remove_top(void)
{
	unlink(file);
	rmdir(top);
}

static void make_top(void)
{
	if (file[0])
		return;
	if (!mkdtemp(top))
		abort();
	snprintf(file, sizeof(file), "%s/Makefile", top);
	atexit(remove_top);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kbuild *kbuild = kbuild_new(top, "x86_64");
	FILE *f;

	make_top();
	f = fopen(file, "w");
	if (!kbuild || !f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
	kbuild_symbol(kbuild, "a.o");
	kbuild_symbol(kbuild, "sub/folder/b.o");
	kbuild_free(kbuild);
	return 0;
}
