// SPDX-License-Identifier: GPL-2.0-only
#include "event.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void event_problem(struct event *e, const char *format, ...)
{
	va_list args;

	if (e->problem[0])
		return;
	va_start(args, format);
	vsnprintf(e->problem, sizeof(e->problem), format, args);
	va_end(args);
}

void event_free(struct event *e)
{
	free(e->message);
	e->message = NULL;
}

bool is_guid(const char *text, size_t len)
{
	if (len != 36)
		return false;
	for (size_t i = 0; i < len; i++) {
		const bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
	}
	return true;
}

void copy_text(const char *text, size_t len, char *buf, size_t size)
{
	const size_t n = len < size ? len : size - 1;

	memcpy(buf, text, n);
	buf[n] = '\0';
}

size_t split_fields(const char *key, size_t len, struct field fields[KEY_FIELDS])
{
	const char *at = key, *end = key + len;

	for (size_t n = 0; n < KEY_FIELDS; n++) {
		const char *bar = memchr(at, '|', (size_t)(end - at));

		fields[n] = (struct field){ at, (size_t)((bar ? bar : end) - at) };
		if (!bar)
			return n + 1;
		at = bar + 1;
	}
	return 0;
}

bool field_is(const struct field *f, const char *text)
{
	return f->len == strlen(text) && memcmp(f->at, text, f->len) == 0;
}
