/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the guest's serial console goes: a file, or standard output. On a terminal it is interactive:
 * keys go to the guest as they are, and Ctrl-] ends the run.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>

#define CONSOLE_QUIT_KEY 0x1d /* Ctrl-] */

struct console {
	FILE *out;
	bool interactive; /* standard input is a terminal in raw mode */
	struct termios saved;
};

/* @path NULL is standard output. 0, or -1 with the reason said. */
int console_open(struct console *c, const char *path);
/* Flush and give the terminal back. */
void console_close(struct console *c);
