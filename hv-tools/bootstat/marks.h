/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes that a guest wrote to the mark port (wire/boot_marks.h), as a debug console stores them. The
 * guest may write anything there: what is not a whole mark with a known code is skipped byte by byte.
 */
#pragma once
#include "wire/boot_marks.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct marks {
	const unsigned char *at;
	size_t len;
	size_t noise; /* bytes skipped so far */
};

struct mark {
	const char *name;
	uint64_t ticks;
};

/* Take the next mark; false when there is none left. */
bool marks_next(struct marks *marks, struct mark *ret_mark);
