/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lines of a small text file below a root folder, one at a time and without a heap: what other programs
 * of the system leave for one another in /etc, /run and /proc.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum {
	LINES_LINE = 512,        /* with its NUL; a longer line is stepped over */
	LINES_FILE = 256 * 1024, /* bytes; what follows is not read */
};

struct lines {
	int fd;
	size_t at, len, total;
	unsigned int number;  /* of the line, from 1 */
	unsigned int skipped; /* lines too long so far */
	char bytes[LINES_LINE];
};

/* -EINVAL for what is no regular file, or the errno of opening it. lines_close() in both cases. */
int lines_open(struct lines *lines, int root, const char *path);
void lines_close(struct lines *lines);
/*
 * The next line without its end, which stays until the next call; NULL at the end, or when it cannot be read.
 */
char *lines_next(struct lines *lines);

#define AUTO_LINES __attribute__((cleanup(lines_close)))

/*
 * Behind @key and '=' in @line, unquoted in place as the shell and os-release(5) have it; NULL when it is
 * another key's line.
 */
char *line_value(char *line, const char *key);
/* The next word of @rest, parted by blanks, or NULL. */
char *line_word(char **rest);
