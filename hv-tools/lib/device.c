// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

int hv_device_open(const char *path)
{
	unsigned long number;
	int fd;

	if (strncmp(path, "fd:", 3) == 0) {
		if (hv_parse_uint(path + 3, 0, INT_MAX, &number) < 0)
			return -EINVAL;
		fd = (int)number;
		return fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ? -errno : fd;
	}
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

ssize_t hv_device_read(int fd, void *message, size_t size)
{
	ssize_t n;

	do
		n = read(fd, message, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

int hv_device_write(int fd, const void *message, size_t len)
{
	ssize_t n;

	do
		n = write(fd, message, len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}
