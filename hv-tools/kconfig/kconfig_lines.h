/* SPDX-License-Identifier: GPL-2.0-only */
/* A Kconfig file as statements: lines joined by backslashes, without comments and help texts. */
#pragma once
#include <stdbool.h>

struct kconf_lines {
	char *rest; /* is torn apart */
	unsigned int line, joined;
	bool in_help;
	int help_indent; /* -1 = first line of the text not seen */
};

/* The next statement, without blanks around it, at .line; NULL at the end. */
char *kconf_lines_next(struct kconf_lines *lines);
/* The statement just given was "help". */
void kconf_lines_begin_help(struct kconf_lines *lines);
