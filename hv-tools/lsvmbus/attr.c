// SPDX-License-Identifier: GPL-2.0-only
#include "attr.h"
#include "auto.h"
#include "sysfs.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

bool attr_is_name(const char *name)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("._-", name[i]))
			return false;
	return len > 0 && len < NAME_TEXT && name[0] != '.';
}

static bool is_guid(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(shape) - 1; i++)
		if (shape[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != shape[i])
			return false;
	return true;
}

void attr_guid(int dir, const char *path, char guid[GUID_TEXT])
{
	char text[GUID_TEXT + 3];
	const int len = hv_sysfs_read(dir, path, text, sizeof(text));

	guid[0] = '\0';
	if (len != GUID_TEXT + 1 || text[0] != '{' || text[len - 1] != '}' || !is_guid(text + 1))
		return;
	for (int i = 0; i < GUID_TEXT - 1; i++)
		guid[i] = (char)tolower((unsigned char)text[i + 1]);
	guid[GUID_TEXT - 1] = '\0';
}

struct number attr_number(int dir, const char *path)
{
	struct number n = { false, 0 };

	n.known = hv_sysfs_uint(dir, path, &n.value) == 0;
	return n;
}

void attr_link(int dir, const char *path, char name[NAME_TEXT])
{
	if (hv_sysfs_link(dir, path, name, NAME_TEXT) < 0 || !attr_is_name(name))
		name[0] = '\0';
}

int attr_lines(int dir, const char *path, char *buf, size_t size)
{
	AUTO_CLOSE int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, buf + len, size - 1 - len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		len += (size_t)n;
	}
	buf[len] = '\0';
	return (int)len;
}
