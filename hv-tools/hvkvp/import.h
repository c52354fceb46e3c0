/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records from outside. JSON: what hvkvp export writes, an array of objects with "key" and "value", or one object
 * of keys and values. Text: lines of key, tab, value, with \n, \t, \\ and \xNN escaped. NUL: key and value in turn,
 * each with a NUL behind it.
 */
#pragma once
#include "batch.h"

enum import_form { IMPORT_JSON, IMPORT_TEXT, IMPORT_NULL };

/*
 * Add all of @data to @b. 0 or -EBADMSG, with the place and the reason in @why; -E2BIG for more records than a
 * batch holds; -ENOMEM.
 */
int import_parse(enum import_form form, const char *data, size_t len, struct batch *b, char *why,
                 size_t why_size);
