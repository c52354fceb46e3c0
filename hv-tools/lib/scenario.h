/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scenario: a file with a command on each line, run in order until one fails. The file is read and its
 * lines are checked before anything runs.
 *
 * Event scenario_failed {file, line, command, reason}.
 */
#pragma once
#include "player.h"
#include <stdbool.h>

enum { SCENARIO_MAX_BYTES = 1 << 20, SCENARIO_ERROR = 512 };

struct scenario {
	struct player player;
	const char *path;
	char *text;
	size_t at, size;
	unsigned int line; /* the one being run, from 1 */
	size_t line_at, line_len;
	bool active, finished;
	void (*failed)(void *ctx, const char *reason); /* in words, with file and line */
	void *failed_ctx;
};

/*
 * Read and check @path. 0, or -1 with the reason, file and line in @error of SCENARIO_ERROR bytes;
 * scenario_close() in both cases. The caller then sets failed.
 */
int scenario_open(struct scenario *s, const char *path, struct reactor *reactor,
                  struct journal *journal, struct command_table *tables, char *error);
void scenario_close(struct scenario *s);

/* Run the first commands; the others follow by themselves. Caller holds the reactor's lock. */
void scenario_start(struct scenario *s);
