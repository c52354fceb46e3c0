/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One line of text, built piece by piece and written by one write(2), so that it stays whole between the
 * kernel's own lines. What does not fit is cut: a console line is words, not data.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct line {
	char text[944]; /* what one record of every kernel's log takes */
	size_t len;
};

void line_bytes(struct line *line, const char *text, size_t len);
void line_text(struct line *line, const char *text);
void line_number(struct line *line, uint64_t value);
/* Decimal with leading zeros to @width digits. */
void line_padded(struct line *line, uint64_t value, unsigned int width);
/* To the kernel log, at @priority. */
void line_log(const struct line *line, unsigned int priority);
/*
 * End the line and write it to @fd; to the kernel log when that fails, as a console does whose driver got
 * no interrupt or that is not there at all.
 */
void line_send(struct line *line, int fd);
