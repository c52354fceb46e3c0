/* SPDX-License-Identifier: GPL-2.0-only */
/* Text written into a buffer of fixed size; what does not fit is an error in the end, not a cut text. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct inject_text {
	char *at;
	size_t size, len;
	bool overflow;
};

void inject_text_add(struct inject_text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
