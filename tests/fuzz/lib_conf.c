// SPDX-License-Identifier: GPL-2.0-only
/* An administrator writes what he likes, and sometimes something else. */
#include "cli.h"
#include "conf.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct opts {
	bool on;
	unsigned long size;
	const char *name;
	struct hv_list list;
};

static const struct hv_conf_option table[] = {
	{ "on", HV_CONF_BOOL, offsetof(struct opts, on), 0, 0 },
	{ "size", HV_CONF_UINT, offsetof(struct opts, size), 1, 100 },
	{ "name", HV_CONF_STRING, offsetof(struct opts, name), 0, 0 },
	{ "list", HV_CONF_LIST, offsetof(struct opts, list), 0, 0 },
	{ 0 },
};

static void look_at(const char *value, const char *text, size_t size)
{
	if (value < text || value + strlen(value) > text + size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct opts o = { .size = 1 };
	struct hv_conf_error error;
	char *text = malloc(size + 1);
	int rc;

	memcpy(text, data, size);
	rc = hv_conf_parse(text, size, table, &o, &error);
	if (rc < 0 && (error.line == 0 || error.text[0] == '\0'))
		abort();
	if (o.size < 1 || o.size > 100 || o.list.count > HV_LIST_MAX)
		abort();
	if (o.name)
		look_at(o.name, text, size);
	for (unsigned int i = 0; i < o.list.count; i++)
		look_at(o.list.items[i], text, size);
	free(text);
	return 0;
}
