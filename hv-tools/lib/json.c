// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"
#include "utf8.h"
#include <inttypes.h>
#include <string.h>

static void write_text(FILE *out, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text, *end = s + len;

	fputc('"', out);
	while (s < end) {
		uint32_t c;
		size_t n = utf8_decode(s, (size_t)(end - s), &c);

		if (n == 0) {
			fputs("\\ufffd", out);
			n = 1;
		} else if (*s == '"' || *s == '\\') {
			fprintf(out, "\\%c", *s);
		} else if (*s < 0x20 || *s == 0x7f) {
			fprintf(out, "\\u%04x", *s);
		} else {
			fwrite(s, 1, n, out);
		}
		s += n;
	}
	fputc('"', out);
}

static void line_break(struct hv_json *j)
{
	if (!j->compact)
		fprintf(j->out, "\n%*s", (int)(2 * j->depth), "");
}

/* What stands before any item: the comma, the line break, the key. */
static void lead(struct hv_json *j, const char *key)
{
	if (j->comma)
		fputc(',', j->out);
	if (j->depth > 0)
		line_break(j);
	if (key) {
		write_text(j->out, key, strlen(key));
		fputs(j->compact ? ":" : ": ", j->out);
	}
	j->comma = true;
}

static void open_container(struct hv_json *j, const char *key, char bracket)
{
	lead(j, key);
	fputc(bracket, j->out);
	j->depth++;
	j->comma = false;
}

static void close_container(struct hv_json *j, char bracket)
{
	j->depth--;
	if (j->comma)
		line_break(j);
	fputc(bracket, j->out);
	j->comma = true;
	if (j->depth == 0) {
		fputc('\n', j->out);
		j->comma = false;
	}
}

void hv_json_begin(struct hv_json *j, FILE *out, bool compact)
{
	*j = (struct hv_json){ .out = out, .compact = compact };
}

void hv_json_object(struct hv_json *j, const char *key)
{
	open_container(j, key, '{');
}

void hv_json_array(struct hv_json *j, const char *key)
{
	open_container(j, key, '[');
}

void hv_json_end_object(struct hv_json *j)
{
	close_container(j, '}');
}

void hv_json_end_array(struct hv_json *j)
{
	close_container(j, ']');
}

void hv_json_string_n(struct hv_json *j, const char *key, const char *value, size_t len)
{
	lead(j, key);
	write_text(j->out, value, len);
}

void hv_json_string(struct hv_json *j, const char *key, const char *value)
{
	if (value) {
		hv_json_string_n(j, key, value, strlen(value));
	} else {
		lead(j, key);
		fputs("null", j->out);
	}
}

void hv_json_uint(struct hv_json *j, const char *key, uint64_t value)
{
	lead(j, key);
	fprintf(j->out, "%" PRIu64, value);
}

void hv_json_int(struct hv_json *j, const char *key, int64_t value)
{
	lead(j, key);
	fprintf(j->out, "%" PRId64, value);
}

void hv_json_bool(struct hv_json *j, const char *key, bool value)
{
	lead(j, key);
	fputs(value ? "true" : "false", j->out);
}
