// SPDX-License-Identifier: GPL-2.0-only
/* Kconfig files of a foreign tree: read them, and look up what they may or may not define. */
#include "tree.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	snprintf(file, sizeof(file), "%s/Kconfig", top);
	atexit(remove_top);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_tree *tree;
	FILE *f;

	make_top();
	f = fopen(file, "w");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
	if (kconf_tree_read(top, "x86_64", &tree) < 0)
		return 0;
	kconf_tree_find(tree, "HYPERV", NULL);
	kconf_tree_nearest(tree, "HYPREV");
	kconf_tree_type(tree, "HYPERV");
	kconf_tree_free(tree);
	return 0;
}
