/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands a scenario, or a program at the control socket, gives to the host. A command is a line of
 * words: the first one or two name it, the others are its arguments. Each part of the host brings a table
 * of its own; whoever runs a command looks through all of them.
 *
 * A command does its work at once, or starts it: what comes of it is told by events (journal.h).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { COMMAND_MAX_WORDS = 32, COMMAND_MAX_LINE = 8192 };

/* A line taken apart: double quotes keep blanks, a backslash in them escapes, # begins a comment. */
struct words {
	int count;
	char *word[COMMAND_MAX_WORDS + 1];
	char text[COMMAND_MAX_LINE];
};

/* 0, -E2BIG (too long, too many words) or -EINVAL (a quote that does not end, a control character). */
int words_split(struct words *w, const char *line, size_t len);

/* What one call of a command is given; the reason of a failure goes to @error. */
struct call {
	void *ctx; /* of the table */
	int argc;  /* arguments, without the name; within the command's min and max */
	char *const *argv;
	char error[256];
};

struct command {
	const char *name;  /* one word or two: "pause", "kvp set" */
	const char *usage; /* its arguments, for errors and the man page */
	int min, max;      /* how many arguments */
	int (*run)(struct call *call);
};

struct command_table {
	const struct command *commands; /* ends with a name of NULL */
	void *ctx;
	struct command_table *next;
};

/* Write the reason and return -1: "return call_fail(call, ...)". */
int call_fail(struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An argument as a number within [min, max]. 0, or -1 with the reason. */
int call_uint(struct call *call, int arg, uint64_t min, uint64_t max, uint64_t *ret);

/* An argument of hexadecimal bytes. 0 and their number, or -1 with the reason. */
int call_hex(struct call *call, int arg, uint8_t *bytes, size_t max, size_t *ret_size);

/* One of @names (ends with NULL) as its index, or -1 with the reason. */
int call_choice(struct call *call, int arg, const char *const *names);

/* Find and check: the command and its table's ctx, or -1 with the reason in call->error. */
int command_find(const struct command_table *tables, const struct words *words, struct call *call,
                 const struct command **ret);
