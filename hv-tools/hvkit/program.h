/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs that are in this one: those that Kbuild lists as multicall-y, by name and by further names. */
#pragma once

struct program {
	const char *name;
	int (*main)(int argc, char **argv);
};

extern const struct program programs[]; /* ends with a name of NULL */

/* By @name, whose folders do not count: what argv[0] says. NULL when it is none. */
const struct program *program_find(const char *name);
