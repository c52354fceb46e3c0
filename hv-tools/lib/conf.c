// SPDX-License-Identifier: GPL-2.0-only
#include "conf.h"
#include "auto.h"
#include "cli.h"
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const struct {
	const char *word;
	bool value;
} truths[] = {
	{ "yes", true }, { "no", false },  { "true", true }, { "false", false },
	{ "on", true },  { "off", false }, { "1", true },    { "0", false },
};

__attribute__((format(printf, 3, 4))) static int fail(struct hv_conf_error *error, int code,
                                                      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return code;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* @text without blanks around it. */
static char *trim(char *text)
{
	size_t len;

	while (is_blank(*text))
		text++;
	len = strlen(text);
	while (len > 0 && is_blank(text[len - 1]))
		text[--len] = '\0';
	return text;
}

static int store_bool(const struct hv_conf_option *o, bool *field, const char *value,
                      struct hv_conf_error *error)
{
	for (size_t i = 0; i < ARRAY_SIZE(truths); i++) {
		if (strcasecmp(value, truths[i].word) == 0) {
			*field = truths[i].value;
			return 0;
		}
	}
	return fail(error, -EINVAL, "%s is yes or no, not '%.32s'", o->name, value);
}

static int store_uint(const struct hv_conf_option *o, unsigned long *field, const char *value,
                      struct hv_conf_error *error)
{
	if (hv_parse_uint(value, o->min, o->max, field) == 0)
		return 0;
	return fail(error, -EINVAL, "%s is a number from %lu to %lu, not '%.32s'", o->name, o->min,
	            o->max, value);
}

static int store_item(const struct hv_conf_option *o, struct hv_list *list, const char *value,
                      struct hv_conf_error *error)
{
	if (!*value)
		list->count = 0;
	else if (list->count == HV_LIST_MAX)
		return fail(error, -EINVAL, "%s has more than %d items", o->name, HV_LIST_MAX);
	else
		list->items[list->count++] = value;
	return 0;
}

static int store(const struct hv_conf_option *o, void *opts, const char *value,
                 struct hv_conf_error *error)
{
	void *field = (char *)opts + o->offset;

	switch (o->kind) {
	case HV_CONF_BOOL:
		return store_bool(o, field, value, error);
	case HV_CONF_UINT:
		return store_uint(o, field, value, error);
	case HV_CONF_STRING:
		*(const char **)field = value;
		return 0;
	case HV_CONF_LIST:
		return store_item(o, field, value, error);
	}
	return -EINVAL;
}

static int take_line(char *line, const struct hv_conf_option *table, void *opts,
                     struct hv_conf_error *error)
{
	char *name = trim(line), *value;

	if (!*name || *name == '#' || *name == ';')
		return 0;
	value = strchr(name, '=');
	if (!value)
		return fail(error, -EINVAL, "neither a comment nor NAME = VALUE");
	*value++ = '\0';
	name = trim(name);
	for (const struct hv_conf_option *o = table; o->name; o++)
		if (strcmp(o->name, name) == 0)
			return store(o, opts, trim(value), error);
	return fail(error, -EINVAL, "there is no option '%.32s'", name);
}

int hv_conf_parse(char *text, size_t len, const struct hv_conf_option *table, void *opts,
                  struct hv_conf_error *ret_error)
{
	char *end = text + len;

	*ret_error = (struct hv_conf_error){ 0 };
	*end = '\0';
	while (text < end) {
		char *stop = memchr(text, '\n', (size_t)(end - text));
		int rc;

		stop = stop ? stop : end;
		*stop = '\0';
		ret_error->line++;
		if (strlen(text) != (size_t)(stop - text))
			return fail(ret_error, -EINVAL, "a NUL is in the line");
		rc = take_line(text, table, opts, ret_error);
		if (rc < 0)
			return rc;
		text = stop + 1;
	}
	return 0;
}

static int open_file(int root, const char *path)
{
	AUTO_CLOSE int fd = -1;
	struct stat st;
	int kept;

	while (root != AT_FDCWD && *path == '/')
		path++;
	fd = openat(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EISDIR; /* a pipe could keep us waiting */
	kept = fd;
	fd = -1;
	return kept;
}

int hv_conf_read(int root, const char *path, const struct hv_conf_option *table, void *opts,
                 char *room, size_t size, struct hv_conf_error *ret_error)
{
	AUTO_CLOSE int fd = open_file(root, path);
	ssize_t len = fd < 0 ? fd : hv_read_all(fd, room, size);

	*ret_error = (struct hv_conf_error){ 0 };
	if (len < 0)
		return fail(ret_error, (int)len, "%s",
		            len == -EISDIR ? "not a regular file" : strerror((int)-len));
	return hv_conf_parse(room, (size_t)len, table, opts, ret_error);
}
