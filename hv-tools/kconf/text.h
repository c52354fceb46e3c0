/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of a line, in place: for readers of the small line-by-line formats. */
#pragma once

#define KCONF_BLANKS " \t"

/* @text without the blanks around it; the end is cut off in place. */
char *kconf_trim(char *text);

/* The next word of *@rest, which moves on behind it; NULL at the end. */
char *kconf_next_word(char **rest);
