// SPDX-License-Identifier: GPL-2.0-only
#include "sections.h"
#include "auto.h"
#include <stdarg.h>

static __attribute__((format(printf, 1, 0))) char *format_text(const char *format, va_list args)
{
	char *text;

	return vasprintf(&text, format, args) < 0 ? NULL : text;
}

void kconf_sections_begin(struct kconf_sections *s, const char *schema, const char *symbol,
                          bool json, FILE *out)
{
	*s = (struct kconf_sections){ .out = out, .json = json };
	if (!json)
		return;
	hv_json_begin(&s->j, out, false);
	hv_json_object(&s->j, NULL);
	hv_json_string(&s->j, "schema", schema);
	hv_json_string(&s->j, "symbol", symbol);
}

static void end_row(struct kconf_sections *s)
{
	if (s->json && s->in_row) {
		hv_json_end_array(&s->j);
		hv_json_end_object(&s->j);
	}
	s->in_row = false;
}

static void end_section(struct kconf_sections *s)
{
	end_row(s);
	if (s->json && s->in_section)
		hv_json_end_array(&s->j);
	s->in_section = false;
}

void kconf_section(struct kconf_sections *s, const char *key, const char *title)
{
	end_section(s);
	if (s->json)
		hv_json_array(&s->j, key);
	s->title = title;
	s->in_section = true;
}

static void row_json(struct kconf_sections *s, const char *file, unsigned int line,
                     const char *text)
{
	hv_json_object(&s->j, NULL);
	hv_json_string(&s->j, "text", text);
	hv_json_string(&s->j, "file", file);
	hv_json_uint(&s->j, "line", line);
	hv_json_array(&s->j, "notes");
}

static void row_text(struct kconf_sections *s, const char *file, unsigned int line,
                     const char *text)
{
	if (s->title)
		fprintf(s->out, "%s:\n", s->title);
	s->title = NULL;
	fprintf(s->out, "  %s", text ? text : "(out of memory)");
	if (file && line)
		fprintf(s->out, "  (%s:%u)", file, line);
	else if (file)
		fprintf(s->out, "  (%s)", file);
	fputc('\n', s->out);
}

void kconf_row(struct kconf_sections *s, const char *file, unsigned int line, const char *format,
               ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	end_row(s);
	s->in_row = true;
	(s->json ? row_json : row_text)(s, file, line, text);
}

void kconf_row_note(struct kconf_sections *s, const char *format, ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	if (s->json)
		hv_json_string(&s->j, NULL, text);
	else
		fprintf(s->out, "      %s\n", text ? text : "(out of memory)");
}

void kconf_sections_end(struct kconf_sections *s)
{
	end_section(s);
	if (s->json)
		hv_json_end_object(&s->j);
}
