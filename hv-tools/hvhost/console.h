/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the guest's serial console goes: a file, or standard output. On a terminal it is interactive:
 * keys go to the guest as they are, and Ctrl-] ends the run.
 *
 * Who watches the journal gets every line as an event console {text}, and also what stands on the line
 * when the guest has no more to send and says nothing for 50 ms: a prompt. A guest whose processor had to
 * wait in the middle of a word has more to send. A line that is a boot mark (wire/boot_marks.h) is an event mark, too,
 * whoever watches.
 */
#pragma once
#include "journal.h"
#include "reactor.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>

#define CONSOLE_QUIT_KEY 0x1d /* Ctrl-] */

enum { CONSOLE_LINE = 1024 };

struct console {
	FILE *out;
	struct reactor *reactor;
	struct journal *journal;
	bool interactive; /* standard input is a terminal in raw mode */
	struct termios saved;
	uint64_t written, limit;    /* bytes */
	void (*flooded)(void *ctx); /* the limit is reached; bytes beyond it are dropped */
	void *flooded_ctx;
	bool (*has_more)(const void *ctx); /* is the guest in the middle of what it sends? */
	const void *more_ctx;
	char line[CONSOLE_LINE];
	size_t line_len;
	uint64_t last_ns; /* of the last byte */
	struct timer pause;
	struct tail tail;
};

/* @path NULL is standard output. 0, or -1 with the reason said. */
int console_open(struct console *c, const char *path, struct reactor *reactor,
                 struct journal *journal);
/* Flush and give the terminal back. */
void console_close(struct console *c);
/* A byte from the guest. Caller holds the reactor's lock. */
void console_put(void *console, uint8_t byte);
