// SPDX-License-Identifier: GPL-2.0-only
#include "inject_text.h"
#include <stdarg.h>
#include <stdio.h>

void inject_text_add(struct inject_text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->at + t->len, t->size - t->len, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= t->size - t->len)
		t->overflow = true;
	else
		t->len += (size_t)n;
}
