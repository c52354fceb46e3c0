/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of the kernel command line that /init obeys:
 *	hvkit.run=poweroff | shell | /absolute/path    what to do at the end (default poweroff)
 *	hvkit.mark=kmsg | port                         where boot marks go (default kmsg)
 * Words are split and unquoted as the kernel does it (lib/cmdline.c, next_arg); the last of several
 * counts; whatever follows "--" belongs to the program that is run. (The kernel also gives /init every
 * word it does not know itself, before those: they can only be told apart by counting from the end.) Nothing is allocated.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum init_run { INIT_RUN_POWEROFF, INIT_RUN_SHELL, INIT_RUN_EXEC };

struct init_cmdline {
	enum init_run run;
	bool mark_port;
	char path[256]; /* INIT_RUN_EXEC only */
	size_t n_args;  /* words after "--", which end /init's own arguments */
};

/* A piece of the text given to the parser. */
struct init_word {
	const char *at;
	size_t len;
};

/*
 * 0; -EINVAL for a value that is not in the list above, -ENAMETOOLONG for a path that does not fit.
 * On failure, and only then, @ret_bad is the word at fault.
 */
int init_cmdline_parse(const char *text, size_t len, struct init_cmdline *ret_cmdline,
                       struct init_word *ret_bad);
