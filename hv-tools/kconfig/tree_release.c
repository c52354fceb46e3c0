// SPDX-License-Identifier: GPL-2.0-only
#include "tree_release.h"
#include "auto.h"
#include "cli.h"
#include "file.h"
#include "max_file.h"
#include <errno.h>
#include <string.h>

enum { FIRST_LINES = 12, MAX_PART = 100000 };

/* The number in a line "@name = 12" at @line. */
static bool take_part(const char *line, const char *name, unsigned int *part)
{
	const size_t n = strlen(name);
	char digits[16];
	size_t len;
	unsigned long value;

	if (strncmp(line, name, n) != 0 || strncmp(line + n, " = ", 3) != 0)
		return false;
	line += n + 3;
	len = strcspn(line, "\n");
	if (len >= sizeof(digits))
		return false;
	memcpy(digits, line, len);
	digits[len] = '\0';
	if (hv_parse_uint(digits, 0, MAX_PART, &value) < 0)
		return false;
	*part = (unsigned int)value;
	return true;
}

int kconf_makefile_release(const char *text, struct kconf_release *ret_release)
{
	struct kconf_release r = { 0 };
	bool major = false, minor = false;

	for (int line = 0; line < FIRST_LINES && text; line++) {
		major |= take_part(text, "VERSION", &r.major);
		minor |= take_part(text, "PATCHLEVEL", &r.minor);
		take_part(text, "SUBLEVEL", &r.point);
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	if (!major || !minor)
		return -EINVAL;
	*ret_release = r;
	return 0;
}

int kconf_tree_release(const char *top, struct kconf_release *ret_release)
{
	AUTO_FREE char *path = NULL, *text = NULL;
	size_t len;
	int rc;

	if (asprintf(&path, "%s/Makefile", top) < 0)
		return -ENOMEM;
	rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len);
	return rc < 0 ? rc : kconf_makefile_release(text, ret_release);
}
