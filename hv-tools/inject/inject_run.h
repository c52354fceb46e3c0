/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs run by a daemon: found in a fixed list of folders, without a shell, with a fixed environment, no
 * input, no output, in a process group of their own that is killed when the deadline passes.
 */
#pragma once
#include <stdint.h>

enum { INJECT_PROGRAM_PATH = 128 };

/* The monotonic clock. */
int64_t inject_now_ns(void);

/* The path of @name in the first of @folders (NULL: the usual ones) that has it. 0 or -ENOENT. */
int inject_program_find(const char *const *folders, const char *name,
                        char path[INJECT_PROGRAM_PATH]);

/* Until when something may go on: a moment, or until a descriptor (-1 = none) is readable. */
struct inject_limit {
	int64_t deadline_ns;
	int stop_fd;
};

/* Wait for @ms milliseconds. 0, or -ETIMEDOUT, -ECANCELED when the limit is reached. */
int inject_pause(const struct inject_limit *limit, int ms);

/*
 * Run the program @path and wait for it. Its exit status (0 = done; 128 + number for a signal); -ETIMEDOUT,
 * -ECANCELED: it and what it started in its group are killed; -errno: it could not be started.
 */
int inject_run(const char *path, const char *const *words, const struct inject_limit *limit);
