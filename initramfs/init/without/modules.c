// SPDX-License-Identifier: GPL-2.0-only
/* Of init-builtin, in the place of modules.c: of a kernel without modules nothing can be loaded. */
#include "../modules.h"
#include <errno.h>

void modules_load(void)
{
}

int modules_open(int dir, const char *release, struct modules *ret_modules)
{
	(void)dir;
	(void)release;
	ret_modules->folder = -1;
	return -ENOENT;
}

int modules_load_name(struct modules *modules, const char *name)
{
	(void)modules;
	(void)name;
	return -ENOENT;
}

unsigned int modules_load_alias(struct modules *modules, const char *alias)
{
	(void)modules;
	(void)alias;
	return 0;
}
