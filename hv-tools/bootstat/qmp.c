// SPDX-License-Identifier: GPL-2.0-only
#include "qmp.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>

static int read_message(struct stream *s, json_t **ret_message)
{
	char line[8192];
	size_t n = 0;
	int c;

	while ((c = stream_get(s)) != '\n') {
		if (c < 0)
			return c;
		if (n == sizeof(line))
			return -EOVERFLOW;
		line[n++] = (char)c;
	}
	*ret_message = json_loadb(line, n, 0, NULL);
	return *ret_message ? 0 : -EPROTO;
}

/* The reply's "return" member, which the caller releases. */
static int ask(struct stream *s, const char *command, json_t **ret_value)
{
	int rc = stream_put(s, command, strlen(command));

	while (rc == 0) {
		json_auto_t *message = NULL;

		rc = read_message(s, &message);
		if (rc < 0 || json_object_get(message, "error"))
			return rc < 0 ? rc : -EPROTO;
		*ret_value = json_incref(json_object_get(message, "return"));
		if (*ret_value)
			return 0;
	}
	return rc;
}

int qmp_open(struct stream *s)
{
	json_auto_t *greeting = NULL, *nothing = NULL;
	const int rc = read_message(s, &greeting);

	if (rc < 0)
		return rc;
	if (!json_object_get(greeting, "QMP"))
		return -EPROTO;
	return ask(s, "{\"execute\":\"qmp_capabilities\"}\n", &nothing);
}

int qmp_icount(struct stream *s, uint64_t *ret_count)
{
	json_auto_t *value = NULL;
	const int rc = ask(s, "{\"execute\":\"query-replay\"}\n", &value);
	const json_t *count = json_object_get(value, "icount");

	if (rc < 0)
		return rc;
	if (!json_is_integer(count) || json_integer_value(count) < 0)
		return -EPROTO;
	*ret_count = (uint64_t)json_integer_value(count);
	return 0;
}
