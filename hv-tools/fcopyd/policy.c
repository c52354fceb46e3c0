// SPDX-License-Identifier: GPL-2.0-only
#include "policy.h"
#include "account.h"
#include "auto.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* As it stands in the file. */
struct words {
	bool enabled, allow_exec, overwrite, create_path, bind;
	struct hv_list allow;
	const char *max_size, *mode, *owner, *group, *hook;
	unsigned long hook_seconds;
};

#define AT(field) offsetof(struct words, field)
static const struct hv_conf_option table[] = {
	{ "enabled", HV_CONF_BOOL, AT(enabled), 0, 0 },
	{ "allow", HV_CONF_LIST, AT(allow), 0, 0 },
	{ "max_size", HV_CONF_STRING, AT(max_size), 0, 0 },
	{ "mode", HV_CONF_STRING, AT(mode), 0, 0 },
	{ "allow_exec", HV_CONF_BOOL, AT(allow_exec), 0, 0 },
	{ "owner", HV_CONF_STRING, AT(owner), 0, 0 },
	{ "group", HV_CONF_STRING, AT(group), 0, 0 },
	{ "overwrite", HV_CONF_BOOL, AT(overwrite), 0, 0 },
	{ "create_path", HV_CONF_BOOL, AT(create_path), 0, 0 },
	{ "hook", HV_CONF_STRING, AT(hook), 0, 0 },
	/* The kernel gives a daemon of the character device 30 seconds for the next message's answer. */
	{ "hook_seconds", HV_CONF_UINT, AT(hook_seconds), 1, 25 },
	{ "bind", HV_CONF_BOOL, AT(bind), 0, 0 },
	{ 0 },
};

static const struct words defaults = {
	.max_size = "1G",
	.mode = "0640",
	.owner = "0",
	.group = "0",
	.hook = "",
	.hook_seconds = 10,
};

__attribute__((format(printf, 2, 3))) static int fail(struct hv_conf_error *error,
                                                      const char *format, ...)
{
	va_list args;

	error->line = 0;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return -EINVAL;
}

/* Decimal bytes, or with K, M, G or T behind. */
static int parse_size(const char *text, uint64_t *ret)
{
	static const char units[] = "KMGT";
	const size_t digits = strspn(text, "0123456789");
	const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
	const unsigned int shift = unit ? 10 * (unsigned int)(unit - units + 1) : 0;
	uint64_t n = 0;

	if (digits == 0 || (text[digits] && (!unit || text[digits + 1])))
		return -EINVAL;
	for (size_t i = 0; i < digits; i++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(text[i] - '0'), &n))
			return -EINVAL;
	if (n > (uint64_t)INT64_MAX >> shift)
		return -EINVAL;
	*ret = n << shift;
	return 0;
}

/* Octal, up to 0777: no set-ID bits on any account. */
static int parse_mode(const char *text, bool allow_exec, mode_t *ret)
{
	const size_t len = strspn(text, "01234567");
	mode_t mode = 0;

	if (len == 0 || len > 4 || text[len])
		return -EINVAL;
	for (size_t i = 0; i < len; i++)
		mode = mode << 3 | (mode_t)(text[i] - '0');
	if (mode > 0777)
		return -EINVAL;
	*ret = allow_exec ? mode : mode & ~(mode_t)0111;
	return 0;
}

static int check_folders(const struct hv_list *allow, struct hv_conf_error *error)
{
	char plain[TEXT_SIZE];

	for (unsigned int i = 0; i < allow->count; i++)
		if (text_plain_path(allow->items[i], plain) < 0)
			return fail(error,
			            "allow is an absolute path without . and .., not '%.64s'",
			            allow->items[i]);
	return 0;
}

static int take(const struct words *w, int root, struct policy *p, struct hv_conf_error *error)
{
	if (parse_size(w->max_size, &p->max_size) < 0)
		return fail(error,
		            "max_size is a number of bytes, or with K, M, G or T, not '%.32s'",
		            w->max_size);
	if (parse_mode(w->mode, w->allow_exec, &p->mode) < 0)
		return fail(error, "mode is an octal number up to 0777, not '%.32s'", w->mode);
	if (account_find(root, "etc/passwd", w->owner, &p->owner) < 0)
		return fail(error, "there is no owner '%.32s'", w->owner);
	if (account_find(root, "etc/group", w->group, &p->group) < 0)
		return fail(error, "there is no group '%.32s'", w->group);
	if (*w->hook && w->hook[0] != '/')
		return fail(error, "hook is an absolute path, not '%.64s'", w->hook);
	if (check_folders(&w->allow, error) < 0)
		return -EINVAL;
	p->allow = w->allow;
	p->overwrite = w->overwrite;
	p->create_path = w->create_path;
	p->bind = w->bind;
	p->hook = *w->hook ? w->hook : NULL;
	p->hook_seconds = w->hook_seconds;
	p->enabled = w->enabled;
	return 0;
}

/* The file names a program that runs as root: nobody else may be able to write it. */
static int check_file(int root, const char *path, struct hv_conf_error *error)
{
	struct stat st;

	*error = (struct hv_conf_error){ 0 };
	if (fstatat(root, path, &st, 0) < 0)
		return -errno;
	if ((st.st_uid != 0 && st.st_uid != geteuid()) || (st.st_mode & 022))
		return fail(error, "others than root may write it");
	return 0;
}

int policy_read(struct policy *policy, int root, const char *path, struct hv_conf_error *ret_error)
{
	struct words words = defaults;
	int rc;

	memset(policy, 0, offsetof(struct policy, room));
	path += strspn(path, "/");
	rc = check_file(root, path, ret_error);
	if (rc < 0)
		return rc;
	rc = hv_conf_read(root, path, table, &words, policy->room, sizeof(policy->room), ret_error);
	return rc < 0 ? rc : take(&words, root, policy, ret_error);
}

/* What of @path is behind @folder, NULL when it is not below it. */
static const char *behind(const char *path, const char *folder)
{
	const size_t len = strlen(folder);

	if (len == 0)
		return path;
	if (strncmp(path, folder, len) != 0 || (path[len] && path[len] != '/'))
		return NULL;
	return path + len + (path[len] == '/');
}

const char *policy_find(const struct policy *policy, const char *path, char *folder)
{
	const char *best = NULL;
	char plain[TEXT_SIZE];

	for (unsigned int i = 0; i < policy->allow.count; i++) {
		const char *rest = text_plain_path(policy->allow.items[i], plain) == 0
		                           ? behind(path, plain)
		                           : NULL;

		if (rest && (!best || rest > best)) {
			best = rest;
			strcpy(folder, plain);
		}
	}
	return best;
}
