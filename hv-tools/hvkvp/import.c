// SPDX-License-Identifier: GPL-2.0-only
#include "import.h"
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int wrong(char *why, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int wrong(char *why, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, size, format, args);
	va_end(args);
	return -EBADMSG;
}

static int add_strings(struct batch *b, const json_t *key, const json_t *value)
{
	return batch_add(b, json_string_value(key), json_string_length(key),
	                 json_string_value(value), json_string_length(value));
}

static int import_array(const json_t *array, struct batch *b, char *why, size_t why_size)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < json_array_size(array); i++) {
		const json_t *item = json_array_get(array, i);
		const json_t *key = json_object_get(item, "key");
		const json_t *value = json_object_get(item, "value");

		if (!json_is_string(key) || !json_is_string(value))
			return wrong(
				why, why_size,
				"record %zu: no object with \"key\" and \"value\", both strings",
				i);
		rc = add_strings(b, key, value);
	}
	return rc;
}

static int import_map(json_t *object, struct batch *b, char *why, size_t why_size)
{
	const char *key;
	json_t *value;
	int rc = 0;

	json_object_foreach(object, key, value)
	{
		if (!json_is_string(value))
			return wrong(why, why_size, "the value of \"%.64s\" is no string", key);
		rc = batch_add(b, key, strlen(key), json_string_value(value),
		               json_string_length(value));
		if (rc < 0)
			break;
	}
	return rc;
}

static int import_json(const char *data, size_t len, struct batch *b, char *why, size_t why_size)
{
	json_error_t error;
	json_auto_t *root = json_loadb(data, len, JSON_REJECT_DUPLICATES, &error);
	const json_t *records = json_object_get(root, "records");
	const char *schema = json_string_value(json_object_get(root, "schema"));

	if (!root)
		return wrong(why, why_size, "line %d, column %d: %s", error.line, error.column,
		             error.text);
	if (json_is_array(root))
		return import_array(root, b, why, why_size);
	if (!json_is_object(root))
		return wrong(why, why_size, "neither an object nor an array");
	if (!json_is_array(records))
		return import_map(root, b, why, why_size);
	if (!schema || strcmp(schema, "hvkvp-export/1") != 0)
		return wrong(why, why_size, "not of the schema hvkvp-export/1");
	return import_array(records, b, why, why_size);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character behind a backslash; how many bytes that took, 0 for none that is known. */
static size_t unescape_one(const char *at, size_t len, char *ret)
{
	static const char from[] = "nt\\", to[] = "\n\t\\";
	const char *known = len > 0 && at[0] ? strchr(from, at[0]) : NULL;

	if (known) {
		*ret = to[known - from];
		return 1;
	}
	if (len < 3 || at[0] != 'x' || hex_digit(at[1]) < 0 || hex_digit(at[2]) < 0)
		return 0;
	*ret = (char)(hex_digit(at[1]) * 16 + hex_digit(at[2]));
	return 3;
}

/* In place. The length, or -1 - the column of what is wrong. */
static ssize_t unescape(char *text, size_t len)
{
	size_t to = 0;

	for (size_t at = 0; at < len; to++) {
		size_t n;

		if (text[at] != '\\') {
			text[to] = text[at++];
			continue;
		}
		n = unescape_one(text + at + 1, len - at - 1, &text[to]);
		if (n == 0)
			return -1 - (ssize_t)at;
		at += 1 + n;
	}
	return (ssize_t)to;
}

/* @line is the line's own copy. */
static int import_line(char *line, size_t len, size_t number, struct batch *b, char *why,
                       size_t why_size)
{
	char *tab = memchr(line, '\t', len);
	const size_t value_at = tab ? (size_t)(tab - line) + 1 : 0;
	ssize_t key_len, value_len;

	if (!tab)
		return wrong(why, why_size, "line %zu, column %zu: no tab between key and value",
		             number, len + 1);
	key_len = unescape(line, value_at - 1);
	if (key_len < 0)
		return wrong(why, why_size, "line %zu, column %zd: no such escape", number,
		             -key_len);
	value_len = unescape(tab + 1, len - value_at);
	if (value_len < 0)
		return wrong(why, why_size, "line %zu, column %zd: no such escape", number,
		             (ssize_t)value_at - value_len);
	return batch_add(b, line, (size_t)key_len, tab + 1, (size_t)value_len);
}

static int import_text(const char *data, size_t len, struct batch *b, char *why, size_t why_size)
{
	size_t number = 0;
	int rc = 0;

	while (rc == 0 && len > 0) {
		const char *end = memchr(data, '\n', len);
		const size_t n = end ? (size_t)(end - data) : len;
		char *line = malloc(n + 1);

		if (!line)
			return -ENOMEM;
		memcpy(line, data, n);
		line[n] = '\0';
		number++;
		rc = n > 0 ? import_line(line, n, number, b, why, why_size) : 0;
		free(line);
		data += n + (end != NULL);
		len -= n + (end != NULL);
	}
	return rc;
}

static int import_null(const char *data, size_t len, struct batch *b, char *why, size_t why_size)
{
	const char *at = data, *end = data + len;
	int rc = 0;

	while (rc == 0 && at < end) {
		const char *value = memchr(at, '\0', (size_t)(end - at));
		const char *last =
			value ? memchr(value + 1, '\0', (size_t)(end - value - 1)) : NULL;

		if (!last)
			return wrong(why, why_size,
			             "byte %zu: a field without its NUL, or a key without value",
			             (size_t)(at - data) + 1);
		rc = batch_add(b, at, (size_t)(value - at), value + 1, (size_t)(last - value - 1));
		at = last + 1;
	}
	return rc;
}

int import_parse(enum import_form form, const char *data, size_t len, struct batch *b, char *why,
                 size_t why_size)
{
	static int (*const parsers[])(const char *, size_t, struct batch *, char *, size_t) = {
		[IMPORT_JSON] = import_json,
		[IMPORT_TEXT] = import_text,
		[IMPORT_NULL] = import_null,
	};
	const int rc = parsers[form](data, len, b, why, why_size);

	if (rc == -E2BIG)
		snprintf(why, why_size, "more than %d records", BATCH_MAX);
	else if (rc < 0 && rc != -EBADMSG)
		snprintf(why, why_size, "%s", strerror(-rc));
	return rc;
}
