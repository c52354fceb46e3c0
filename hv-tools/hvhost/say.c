// SPDX-License-Identifier: GPL-2.0-only
#include "say.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args,
                                                      const char *reason)
{
	char words[512];

	vsnprintf(words, sizeof(words), format, args);
	fprintf(stderr, "hvhost: %s%s%s\n", words, reason ? ": " : "", reason ? reason : "");
}

int fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args, NULL);
	va_end(args);
	return -1;
}

int fail_errno(const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list args;

	va_start(args, format);
	say(format, args, reason);
	va_end(args);
	return -1;
}
