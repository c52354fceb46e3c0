// SPDX-License-Identifier: GPL-2.0-only
#include "events.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>

static int take_mark(const json_t *event, struct boot *boot)
{
	const json_t *name = json_object_get(event, "name");
	const struct text text = { json_string_value(name), json_string_length(name) };
	char key[32];
	const json_t *at;

	snprintf(key, sizeof(key), "at_%s", boot->unit);
	at = json_object_get(event, key);
	if (!text.at || !json_is_integer(at) || json_integer_value(at) < 0)
		return -EBADMSG;
	return boot_add_stage(boot, text, (uint64_t)json_integer_value(at)) < 0 ? -EBADMSG : 0;
}

static int take_line(struct text line, struct boot *boot)
{
	json_auto_t *event = json_loadb(line.at, line.len, JSON_REJECT_DUPLICATES, NULL);
	const char *kind = json_string_value(json_object_get(event, "event"));

	if (!kind)
		return -EBADMSG;
	return strcmp(kind, "mark") == 0 ? take_mark(event, boot) : 0;
}

int events_parse(const char *text, size_t len, struct boot *boot, unsigned int *ret_line)
{
	struct text rest = { text, len }, line;

	for (unsigned int n = 1; text_until(&rest, '\n', &line); n++) {
		int rc = line.len > 0 ? take_line(line, boot) : 0;

		if (rc < 0) {
			*ret_line = n;
			return rc;
		}
	}
	return 0;
}
