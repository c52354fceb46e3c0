/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A streaming JSON writer: commas, indentation and escaping are its own affair, nesting is the caller's.
 * Keys are snake_case with their unit (_ns, _kib); NULL as key means an element of an array. Bytes that
 * are not UTF-8 are written as U+FFFD, so that hostile text cannot break the document.
 *
 * Nothing is allocated; a write error shows in ferror() of the stream. Compact form is one line.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct hv_json {
	FILE *out;
	bool compact;
	unsigned int depth;
	bool comma; /* a sibling stands before the next item */
};

void hv_json_begin(struct hv_json *j, FILE *out, bool compact);
void hv_json_object(struct hv_json *j, const char *key);
void hv_json_array(struct hv_json *j, const char *key);
void hv_json_end_object(struct hv_json *j);
void hv_json_end_array(struct hv_json *j);
void hv_json_string(struct hv_json *j, const char *key, const char *value); /* NULL value = null */
void hv_json_string_n(struct hv_json *j, const char *key, const char *value, size_t len);
void hv_json_uint(struct hv_json *j, const char *key, uint64_t value);
void hv_json_int(struct hv_json *j, const char *key, int64_t value);
void hv_json_bool(struct hv_json *j, const char *key, bool value);
