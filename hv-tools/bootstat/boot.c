// SPDX-License-Identifier: GPL-2.0-only
#include "boot.h"
#include "json.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>

int boot_add_stage(struct boot *boot, struct text name, uint64_t at)
{
	struct boot_stage stage = { .at = at };
	size_t i;

	if (!text_is_name(name))
		return -EINVAL;
	if (at > INT64_MAX)
		return -ERANGE;
	text_copy(name, stage.name, sizeof(stage.name));
	for (i = 0; i < boot->n_stages; i++)
		if (strcmp(boot->stages[i].name, stage.name) == 0)
			return 0;
	if (boot->n_stages == BOOT_STAGES)
		return -E2BIG;
	for (i = boot->n_stages++; i > 0 && boot->stages[i - 1].at > at; i--)
		boot->stages[i] = boot->stages[i - 1];
	boot->stages[i] = stage;
	return 0;
}

bool boot_ended_well(const struct boot *boot)
{
	return strcmp(boot->result, "poweroff") == 0 || strcmp(boot->result, "reboot") == 0;
}

/* The members of a record that are plain texts and numbers, for reading and writing alike. */
#define TEXT(field)                                                                     \
	{                                                                               \
#field, offsetof(struct boot, field), sizeof(((struct boot *)0)->field) \
	}
#define NUMBER(field)                                   \
	{                                               \
#field, offsetof(struct boot, field), 0 \
	}

static const struct member {
	const char *key;
	size_t offset, text_size;
} members[] = {
	TEXT(target),        TEXT(mode),           TEXT(kernel_release),
	TEXT(cmdline),       NUMBER(memory_mib),   NUMBER(cpus),
	NUMBER(image_bytes), NUMBER(initrd_bytes), NUMBER(memory_used_kib),
	TEXT(result),        TEXT(failure),        TEXT(unit),
};

static void write_stages(const struct boot *boot, struct hv_json *j)
{
	uint64_t before = 0;

	hv_json_array(j, "stages");
	for (size_t i = 0; i < boot->n_stages; i++) {
		hv_json_object(j, NULL);
		hv_json_string(j, "name", boot->stages[i].name);
		hv_json_uint(j, "at", boot->stages[i].at);
		hv_json_uint(j, "delta", boot->stages[i].at - before);
		hv_json_end_object(j);
		before = boot->stages[i].at;
	}
	hv_json_end_array(j);
}

void boot_write(const struct boot *boot, FILE *out)
{
	struct hv_json j;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", BOOT_SCHEMA);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const char *field = (const char *)boot + members[i].offset;

		if (members[i].text_size > 0)
			hv_json_string(&j, members[i].key, field);
		else
			hv_json_uint(&j, members[i].key, *(const uint64_t *)field);
	}
	write_stages(boot, &j);
	hv_json_end_object(&j);
}

static bool read_text(const json_t *value, char *buf, size_t size)
{
	if (!json_is_string(value) || json_string_length(value) >= size)
		return false;
	memcpy(buf, json_string_value(value), json_string_length(value) + 1);
	return true;
}

static bool read_number(const json_t *value, uint64_t *number)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*number = (uint64_t)json_integer_value(value);
	return true;
}

static const char *read_members(const json_t *root, struct boot *boot)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const json_t *value = json_object_get(root, members[i].key);
		void *field = (char *)boot + members[i].offset;

		if (members[i].text_size > 0 ? !read_text(value, field, members[i].text_size)
		                             : !read_number(value, field))
			return members[i].key;
	}
	return NULL;
}

static const char *read_stages(const json_t *stages, struct boot *boot)
{
	for (size_t i = 0; i < json_array_size(stages); i++) {
		const json_t *stage = json_array_get(stages, i);
		const json_t *name = json_object_get(stage, "name");
		const struct text text = { json_string_value(name), json_string_length(name) };
		uint64_t at;

		if (!json_is_string(name) || !read_number(json_object_get(stage, "at"), &at) ||
		    boot_add_stage(boot, text, at) < 0)
			return "stages";
	}
	return json_is_array(stages) ? NULL : "stages";
}

static const char *read_record(const json_t *root, struct boot *boot)
{
	const char *schema = json_string_value(json_object_get(root, "schema"));
	const char *wrong;

	if (!schema || strcmp(schema, BOOT_SCHEMA) != 0)
		return "schema";
	wrong = read_members(root, boot);
	return wrong ? wrong : read_stages(json_object_get(root, "stages"), boot);
}

int boot_read(const char *path, struct boot *ret_boot, char *why, size_t why_size)
{
	struct boot boot = { 0 };
	json_error_t error;
	const char *wrong;
	json_auto_t *root = NULL;
	FILE *f = fopen(path, "re");

	if (!f)
		return -errno;
	root = json_loadf(f, JSON_REJECT_DUPLICATES, &error);
	fclose(f);
	if (!root) {
		snprintf(why, why_size, "line %d: %s", error.line, error.text);
		return -EBADMSG;
	}
	wrong = read_record(root, &boot);
	if (wrong) {
		snprintf(why, why_size, "not a record of " BOOT_SCHEMA ": %s", wrong);
		return -EBADMSG;
	}
	*ret_boot = boot;
	return 0;
}
