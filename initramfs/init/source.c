// SPDX-License-Identifier: GPL-2.0-only
#include "source.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int measure(struct source *s)
{
	struct stat st;
	int sector;

	if (fstat(s->fd, &st) < 0)
		return -errno;
	s->size = (uint64_t)st.st_size;
	if (!S_ISBLK(st.st_mode))
		return 0;
	if (ioctl(s->fd, BLKGETSIZE64, &s->size) < 0 || ioctl(s->fd, BLKSSZGET, &sector) < 0)
		return -errno;
	s->sector_size = (uint32_t)sector;
	return 0;
}

int source_open(const char *path, struct source *ret_source)
{
	struct source s = { .sector_size = 512, .fd = open(path, O_RDONLY | O_CLOEXEC) };
	int rc;

	if (s.fd < 0)
		return -errno;
	rc = measure(&s);
	if (rc < 0)
		close(s.fd);
	else
		*ret_source = s;
	return rc;
}

void source_close(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
}

void source_memory(const void *bytes, size_t size, struct source *ret_source)
{
	*ret_source = (struct source){ .size = size, .sector_size = 512, .fd = -1, .bytes = bytes };
}

static int read_all(int fd, uint64_t at, uint8_t *buf, size_t len)
{
	while (len > 0) {
		const ssize_t n = pread(fd, buf, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		buf += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

int source_read(const struct source *source, uint64_t at, void *buf, size_t len)
{
	if (at > source->size || source->size - at < len)
		return -ENODATA;
	if (source->fd >= 0)
		return read_all(source->fd, at, buf, len);
	if (len > 0)
		memcpy(buf, source->bytes + at, len);
	return 0;
}
