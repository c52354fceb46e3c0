/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records as text: a line of fields parted by tabs, with what would break the line or a terminal escaped (\n, \t,
 * \\, \xNN); or fields that each end with a NUL, as they are. Keys and values come from the other side.
 */
#pragma once
#include "json.h"
#include "options.h"
#include "records.h"

enum text_form {
	TEXT_ESCAPED,
	TEXT_RAW, /* tabs and newlines between the fields, bytes as they are in them */
	TEXT_NULL,
};

enum text_form text_form(const struct options *o);

/* A field and what ends it: a tab, a newline for the @last of a line, a NUL. */
void text_field(FILE *out, enum text_form form, const char *text, size_t len, bool last);
/* The field's bytes alone, escaped. */
void text_escape(FILE *out, const char *text, size_t len);

/* An object's members "record", "key" and "value", and "good"; what is not UTF-8 becomes U+FFFD. */
void json_record(struct hv_json *j, const struct record *record);
/* Begin an object with its schema. */
void json_start(struct hv_json *j, FILE *out, bool compact, const char *schema);
