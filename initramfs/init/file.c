// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

ssize_t file_read(int dir, const char *path, char *buf, size_t size)
{
	const int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	do {
		n = read(fd, buf + len, size - len);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0 && len < size);
	err = errno;
	close(fd);
	if (n < 0)
		return -err;
	if (len == size)
		return -EOVERFLOW;
	if (len > 0 && buf[len - 1] == '\n')
		len--;
	buf[len] = '\0';
	return (ssize_t)len;
}

int file_write(int dir, const char *path, const char *text)
{
	const int fd = openat(dir, path, O_WRONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

int file_map(int dir, const char *path, struct file *ret_file)
{
	const int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	struct file file = { NULL, 0 };
	struct stat st = { 0 };
	void *at;
	int rc;

	if (fd < 0)
		return -errno;
	rc = fstat(fd, &st) < 0 ? -errno : 0;
	if (rc == 0 && st.st_size > 0) {
		at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at == MAP_FAILED)
			rc = -errno;
		else
			file = (struct file){ at, (size_t)st.st_size };
	}
	close(fd);
	if (rc == 0)
		*ret_file = file;
	return rc;
}

static bool is_itself(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int folder_walk(int dir, const char *path, folder_fn *fn, void *ctx)
{
	const int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
	_Alignas(struct dirent64) char buf[2048];
	bool on = true;
	ssize_t n = 0;

	if (fd < 0)
		return -errno;
	while (on && (n = getdents64(fd, buf, sizeof(buf))) > 0) {
		const struct dirent64 *e;

		for (ssize_t i = 0; on && i < n; i += e->d_reclen) {
			e = (const struct dirent64 *)(buf + i);
			on = is_itself(e->d_name) || fn(ctx, fd, e->d_name, e->d_type);
		}
	}
	n = n < 0 ? -errno : 0;
	close(fd);
	return (int)n;
}
