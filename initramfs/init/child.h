/* SPDX-License-Identifier: GPL-2.0-only */
/* Other programs. */
#pragma once
#include <stdbool.h>

/*
 * Run @path to its end, as a session of its own with the console as terminal if @console. Its exit status, 128
 * and the signal that killed it, 127: it cannot be run; or -errno.
 */
int child_run(const char *path, char *const argv[], bool console);
