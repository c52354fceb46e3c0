/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a stream of lines, kept for when something goes wrong. */
#pragma once
#include <stddef.h>
#include <stdio.h>

enum { TAIL_BYTES = 4096 };

struct tail {
	char bytes[TAIL_BYTES];
	size_t at, count; /* next place to write; all bytes ever added */
};

void tail_add(struct tail *t, const char *bytes, size_t len);
/* The whole lines of what is kept, each after @prefix. */
void tail_print(const struct tail *t, const char *prefix, FILE *out);
