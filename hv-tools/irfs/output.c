// SPDX-License-Identifier: GPL-2.0-only
#include "output.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

static int write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		const ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

int output_write(const char *path, const void *data, size_t len, struct fault *fault)
{
	char part[PATH_MAX];
	AUTO_CLOSE int fd = -1;
	int rc;

	if (snprintf(part, sizeof(part), "%s.%d", path, getpid()) >= (int)sizeof(part))
		return fault_set(fault, -ENAMETOOLONG, "%s: the path is too long", path);
	fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return fault_set(fault, -errno, "%s: %s", part, strerror(errno));
	rc = write_all(fd, data, len);
	if (rc == 0 && rename(part, path) < 0)
		rc = -errno;
	if (rc < 0)
		unlink(part);
	return rc < 0 ? fault_set(fault, rc, "%s: %s", path, strerror(-rc)) : 0;
}
