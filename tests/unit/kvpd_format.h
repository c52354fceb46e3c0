/* SPDX-License-Identifier: GPL-2.0-only */
/* A file of the tree with a content made of parts. */
#pragma once
#include "kvpd_inject_fixture.h"
#include <stdarg.h>

__attribute__((format(printf, 3, 4))) static inline void
fixture_format(const struct fixture *f, const char *path, const char *format, ...)
{
	AUTO_FREE char *content = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&content, format, args) < 0)
		abort();
	va_end(args);
	fixture_write(f, path, content);
}
