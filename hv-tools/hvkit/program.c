// SPDX-License-Identifier: GPL-2.0-only
#include "program.h"
#include <stddef.h>
#include <string.h>

/* programs.h is a line PROGRAM(NAME, MAIN) for each, made from Kbuild. */
#define PROGRAM(name, main) int main(int argc, char **argv);
#include "programs.h"
#undef PROGRAM

const struct program programs[] = {
#define PROGRAM(name, main) { #name, main },
#include "programs.h"
#undef PROGRAM
	{ NULL, NULL },
};

const struct program *program_find(const char *name)
{
	const char *slash = strrchr(name, '/');

	name = slash ? slash + 1 : name;
	for (const struct program *p = programs; p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}
