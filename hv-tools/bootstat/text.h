/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading text from outside: a slice that is eaten from the front. Nothing is copied or allocated, and no
 * function reads past the slice; those that return false leave it as it was.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *at;
	size_t len;
};

bool text_skip(struct text *t, const char *prefix);
/* Decimal digits that fit a u64. */
bool text_number(struct text *t, uint64_t *ret_value);
/* Everything up to @end (also eaten) or the end of the slice; false when nothing is left. */
bool text_until(struct text *t, char end, struct text *ret_part);
/* A copy as a string, cut to @size; what is not printable ASCII becomes '?'. */
void text_copy(struct text t, char *buf, size_t size);
/* A name of a stage: 1 to 15 of a-z, 0-9, '-', '_'. */
bool text_is_name(struct text t);
