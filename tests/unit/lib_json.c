// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"
#include "tap.h"
#include <stdlib.h>

static char *text;
static size_t text_len;

static struct hv_json start(bool compact)
{
	struct hv_json j;

	hv_json_begin(&j, open_memstream(&text, &text_len), compact);
	return j;
}

static void finish(struct hv_json *j, const char *want)
{
	fclose(j->out);
	is_string(text, want);
	free(text);
}

static void nests_and_separates(void)
{
	struct hv_json j = start(true);

	hv_json_object(&j, NULL);
	hv_json_uint(&j, "a_ns", UINT64_MAX);
	hv_json_array(&j, "list");
	hv_json_int(&j, NULL, -1);
	hv_json_bool(&j, NULL, true);
	hv_json_string(&j, NULL, NULL);
	hv_json_end_array(&j);
	hv_json_object(&j, "empty");
	hv_json_end_object(&j);
	hv_json_end_object(&j);
	finish(&j, "{\"a_ns\":18446744073709551615,\"list\":[-1,true,null],\"empty\":{}}\n");
}

static void indents(void)
{
	struct hv_json j = start(false);

	hv_json_object(&j, NULL);
	hv_json_array(&j, "l");
	hv_json_uint(&j, NULL, 1);
	hv_json_end_array(&j);
	hv_json_end_object(&j);
	finish(&j, "{\n  \"l\": [\n    1\n  ]\n}\n");
}

static void escapes_hostile_text(void)
{
	struct hv_json j = start(true);

	hv_json_array(&j, NULL);
	hv_json_string(&j, NULL, "q\"b\\n\n\x7f");
	hv_json_string(&j, NULL, "\xc3\xa4 \xff \xc3 \xed\xa0\x80 \xc0\x80");
	hv_json_string_n(&j, NULL, "a\0b", 3);
	hv_json_end_array(&j);
	finish(&j, "[\"q\\\"b\\\\n\\u000a\\u007f\","
	           "\"\xc3\xa4 \\ufffd \\ufffd \\ufffd\\ufffd\\ufffd \\ufffd\\ufffd\","
	           "\"a\\u0000b\"]\n");
}

TAP_MAIN(TAP_CASE(nests_and_separates), TAP_CASE(indents), TAP_CASE(escapes_hostile_text))
