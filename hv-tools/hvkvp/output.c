// SPDX-License-Identifier: GPL-2.0-only
#include "output.h"
#include "utf8.h"

enum text_form text_form(const struct options *o)
{
	return o->null ? TEXT_NULL : o->raw ? TEXT_RAW : TEXT_ESCAPED;
}

/* C1 control characters too: terminals obey them. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static void escape_bytes(FILE *out, const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		fprintf(out, "\\x%02x", bytes[i]);
}

void text_escape(FILE *out, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text, *end = s + len;

	while (s < end) {
		uint32_t c = 0;
		const size_t n = utf8_decode(s, (size_t)(end - s), &c);

		if (*s == '\n' || *s == '\t' || *s == '\\')
			fprintf(out, "\\%c", *s == '\n' ? 'n' : *s == '\t' ? 't' : '\\');
		else if (n == 0 || is_control(c))
			escape_bytes(out, s, n ? n : 1);
		else
			fwrite(s, 1, n, out);
		s += n ? n : 1;
	}
}

void text_field(FILE *out, enum text_form form, const char *text, size_t len, bool last)
{
	if (form == TEXT_ESCAPED)
		text_escape(out, text, len);
	else
		fwrite(text, 1, len, out);
	fputc(form == TEXT_NULL ? '\0' : last ? '\n' : '\t', out);
}

void json_record(struct hv_json *j, const struct record *record)
{
	hv_json_uint(j, "record", record->index);
	hv_json_string_n(j, "key", record->key, record->key_len);
	hv_json_string_n(j, "value", record->value, record->value_len);
	hv_json_bool(j, "good", record->good);
}

void json_start(struct hv_json *j, FILE *out, bool compact, const char *schema)
{
	hv_json_begin(j, out, compact);
	hv_json_object(j, NULL);
	hv_json_string(j, "schema", schema);
}
