/* SPDX-License-Identifier: GPL-2.0-only */
/* Another program, run to its end. */
#pragma once

struct kconf_spawn {
	const char *folder; /* to run in, NULL = here */
	const char *input;  /* a file for standard input, seen from here, NULL = nothing */
	const char *log; /* a file to which standard output and error are added, NULL = nowhere */
	char *const *environ; /* NULL = ours */
};

/* @argv[0] is looked for in PATH. 0, -ECHILD when it failed, which its log explains, or an errno. */
int kconf_spawn(const struct kconf_spawn *how, char *const argv[]);
