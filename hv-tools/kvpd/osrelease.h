/* SPDX-License-Identifier: GPL-2.0-only */
/* What the distribution says it is: os-release(5). Without one, the kernel is what there is to name. */
#pragma once
#include <stddef.h>

enum { OSRELEASE_TEXT = 128 };

struct osrelease {
	char name[OSRELEASE_TEXT];                         /* "Debian GNU/Linux" */
	char major[OSRELEASE_TEXT], minor[OSRELEASE_TEXT]; /* "24", "04"; of rolling ones empty */
};

/* From etc/os-release or usr/lib/os-release below @root, from uname(2) where there is neither. */
void osrelease_read(int root, struct osrelease *ret);

/* Take what @line of an os-release holds; it is changed. */
void osrelease_line(struct osrelease *os, char *line);
