/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of names as one text, "first\0second\0": a table of pointers to them would be larger than they are. */
#pragma once
#include <stddef.h>

/* Which of @names, that an empty one ends, is the text @at of @len bytes, from 0 on; -1: none. */
int names_find(const char *names, const char *at, size_t len);
