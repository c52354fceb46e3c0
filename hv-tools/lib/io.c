// SPDX-License-Identifier: GPL-2.0-only
#include "io.h"
#include <errno.h>
#include <unistd.h>

int hv_io_pread(int fd, void *buf, size_t size, off_t at)
{
	char *to = buf;

	while (size > 0) {
		const ssize_t n = pread(fd, to, size, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -ENODATA;
		to += n;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

int hv_io_pwrite(int fd, const void *buf, size_t size, off_t at)
{
	const char *from = buf;

	while (size > 0) {
		const ssize_t n = pwrite(fd, from, size, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		from += n;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

int hv_io_truncate(int fd, off_t size)
{
	int rc;

	do
		rc = ftruncate(fd, size);
	while (rc < 0 && errno == EINTR);
	return rc < 0 ? -errno : 0;
}

int hv_io_sync(int fd)
{
	int rc;

	do
		rc = fdatasync(fd);
	while (rc < 0 && errno == EINTR);
	return rc < 0 ? -errno : 0;
}
