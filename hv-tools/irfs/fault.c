// SPDX-License-Identifier: GPL-2.0-only
#include "fault.h"
#include <stdarg.h>
#include <stdio.h>

int fault_set(struct fault *fault, int rc, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	return rc;
}

int fault_at(struct fault *fault, int rc, const char *where)
{
	const struct fault inner = *fault;

	return fault_set(fault, rc, "%s: %.400s", where, inner.text);
}
