// SPDX-License-Identifier: GPL-2.0-only
#include "target.h"
#include <string.h>

/* The kernel's top Makefile has the same table. */
const char *kconf_source_arch(const char *arch)
{
	return strcmp(arch, "x86_64") == 0 || strcmp(arch, "i386") == 0 ? "x86" : arch;
}
