// SPDX-License-Identifier: GPL-2.0-only
#include "osrelease.h"
#include "auto.h"
#include "lines.h"
#include "sysfs.h"
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <sys/utsname.h>

/* A longer text is none: what is told is told whole. */
static void copy(char *to, const char *from, size_t len)
{
	if (len >= OSRELEASE_TEXT)
		len = 0;
	memcpy(to, from, len);
	to[len] = '\0';
}

/* "24.04" is 24 and 04, "40" is 40 and 0. */
static void split(struct osrelease *os, const char *version)
{
	const size_t major = strcspn(version, ".");

	copy(os->major, version, major);
	if (version[major])
		copy(os->minor, version + major + 1, strlen(version + major + 1));
	else
		copy(os->minor, "0", isdigit((unsigned char)version[0]) ? 1 : 0);
}

void osrelease_line(struct osrelease *os, char *line)
{
	const char *value;

	if ((value = line_value(line, "NAME")))
		copy(os->name, value, strlen(value));
	else if ((value = line_value(line, "VERSION_ID")))
		split(os, value);
}

/* Debian's os-release names the release, "12"; its point releases stand elsewhere, "12.5". */
static void refine(int root, struct osrelease *os)
{
	const size_t major = strlen(os->major);
	char version[32];

	if (hv_sysfs_read(root, "etc/debian_version", version, sizeof(version)) > 0 && major > 0 &&
	    strncmp(version, os->major, major) == 0 && version[major] == '.' &&
	    isdigit((unsigned char)version[major + 1]))
		split(os, version);
}

static bool read_file(int root, const char *path, struct osrelease *os)
{
	AUTO_LINES struct lines lines;
	char *line;

	if (lines_open(&lines, root, path) < 0)
		return false;
	while ((line = lines_next(&lines)))
		osrelease_line(os, line);
	return true;
}

static void name_kernel(struct osrelease *os)
{
	struct utsname u;

	if (uname(&u) < 0)
		return;
	u.release[strspn(u.release, "0123456789.")] = '\0';
	split(os, u.release);
	os->minor[strcspn(os->minor, ".")] = '\0';
	copy(os->name, u.sysname, strlen(u.sysname));
}

void osrelease_read(int root, struct osrelease *ret)
{
	*ret = (struct osrelease){ .name = "Linux" };
	if (read_file(root, "etc/os-release", ret) || read_file(root, "usr/lib/os-release", ret))
		refine(root, ret);
	else
		name_kernel(ret);
}
