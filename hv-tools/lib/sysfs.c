// SPDX-License-Identifier: GPL-2.0-only
#include "sysfs.h"
#include "auto.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

int hv_sysfs_read(int dir, const char *path, char *buf, size_t size)
{
	AUTO_CLOSE int fd =
		openat(dir, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* no FIFO holds us up */
	size_t len = 0;
	ssize_t n;
	char *end;

	if (fd < 0)
		return -errno;
	while (len < size) {
		n = read(fd, buf + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	end = memchr(buf, '\n', len);
	if (!end && len == size)
		return -EOVERFLOW;
	*(end ? end : buf + len) = '\0';
	return (int)strlen(buf);
}

int hv_sysfs_uint(int dir, const char *path, uint64_t *ret)
{
	unsigned long value;
	char text[32];
	int rc = hv_sysfs_read(dir, path, text, sizeof(text));

	if (rc < 0)
		return rc;
	rc = hv_parse_uint(text, 0, ULONG_MAX, &value);
	if (rc == 0)
		*ret = value;
	return rc;
}

int hv_sysfs_link(int dir, const char *path, char *buf, size_t size)
{
	char target[PATH_MAX];
	const ssize_t n = readlinkat(dir, path, target, sizeof(target) - 1);
	const char *name;

	if (n < 0)
		return -errno;
	target[n] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (strlen(name) >= size)
		return -EOVERFLOW;
	strcpy(buf, name);
	return (int)strlen(buf);
}
