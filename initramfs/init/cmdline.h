/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of the kernel command line that /init obeys. What ends the boot:
 *	hvkit.run=poweroff | shell | /absolute/path    what to do without a root (default poweroff)
 *	hvkit.mark=kmsg | port                         where boot marks go (default kmsg)
 * and, as the kernel, systemd and dracut have them, what the root is: the fields of struct init_cmdline, each with
 * the word it is from.
 *
 * Words are split and unquoted as the kernel does it (lib/cmdline.c, next_arg); the last of several
 * counts; whatever follows "--" belongs to the program that is run. (The kernel also gives /init every
 * word it does not know itself, before those: they can only be told apart by counting from the end.)
 * Nothing is allocated: values are pieces of the text, which gets a NUL behind each.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum init_run { INIT_RUN_POWEROFF, INIT_RUN_SHELL, INIT_RUN_EXEC };
enum fsck_mode { FSCK_AUTO, FSCK_FORCE, FSCK_SKIP };
enum fsck_repair { FSCK_PREEN, FSCK_YES, FSCK_NO };
enum init_end { INIT_END_PANIC, INIT_END_REBOOT, INIT_END_POWEROFF, INIT_END_HALT };
/* Where rd.break= stops for a shell. */
enum init_break {
	INIT_BREAK_NEVER,
	INIT_BREAK_CMDLINE,   /* before devices are looked for */
	INIT_BREAK_PRE_MOUNT, /* the root has been found */
	INIT_BREAK_MOUNT,     /* it is at /sysroot */
	INIT_BREAK_PRE_PIVOT, /* the same: the last moment before it becomes / */
};

enum { INIT_WAIT_UNSAID = -1, INIT_WAIT_FOREVER = -2 };

struct init_cmdline {
	enum init_run run;
	bool mark_port;
	char path[256]; /* INIT_RUN_EXEC only */
	size_t n_args;  /* words after "--", which end /init's own arguments */

	/* NULL where the word was not given. */
	const char *root, *rootfstype, *rootflags;
	const char *init; /* init= */
	const char *resume, *resume_offset;
	const char *roothash;                                   /* or verity.roothash= */
	const char *verity_data, *verity_hash, *verity_options; /* systemd.verity_root_...= */
	const char *overlay;        /* rd.overlay[=tmpfs|DEVICE]: "" = tmpfs */
	const char *blacklist;      /* modprobe.blacklist= */
	int rw;                     /* ro 0, rw 1; -1: neither */
	int verity;                 /* systemd.verity=no: 0 */
	int quiet, shell, noresume; /* quiet, rd.shell, noresume */
	int rootwait, rootdelay;    /* seconds, or INIT_WAIT_... */
	int fsck_mode, fsck_repair; /* enum fsck_mode, enum fsck_repair */
	int end;                    /* rd.emergency=: enum init_end */
	int stop;                   /* rd.break[=]: enum init_break */
	int nvme_timeout;           /* nvme_core.io_timeout= is the owner's choice */
	const char *doubtful;       /* a word with a value that is none, which was left out */
};

/* A piece of the text given to the parser. */
struct init_word {
	const char *at;
	size_t len;
};

/*
 * @text has room for a NUL at @len. 0; -EINVAL for a value of hvkit.* that is not in the list above,
 * -ENAMETOOLONG for a path that does not fit. On failure, and only then, @ret_bad is the word at fault.
 */
int init_cmdline_parse(char *text, size_t len, struct init_cmdline *ret_cmdline,
                       struct init_word *ret_bad);

/*
 * The parameters of a module that are on the command line @text as NAME.PARAMETER[=VALUE], separated by
 * blanks, as modprobe passes them on; '-' and '_' are one. -E2BIG when they do not fit.
 */
int init_cmdline_parameters(const char *text, size_t len, const char *module, size_t module_len,
                            char *ret_parameters, size_t size);
