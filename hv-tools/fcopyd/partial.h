/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name of the one unfinished file that has a name, kept in a file of ours, so that a daemon that starts
 * can remove what one that was killed has left. Where the file system has O_TMPFILE there is none for
 * longer than a moment.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { PARTIAL_NAME = 32 };

/* A new name for an unfinished file, with its NUL. 0 or -errno. */
int partial_make_name(char name[PARTIAL_NAME]);

/*
 * Keep that @name in @folder, a plain path (text.h) below @root, is unfinished; and that nothing is. 0 or
 * -errno.
 */
int partial_note(int root, const char *folder, const char *name);
int partial_forget(int root);

/* Remove what was kept. 1 when there was a file, 0 when there was nothing to do, -errno when it cannot be. */
int partial_clean(int root);
