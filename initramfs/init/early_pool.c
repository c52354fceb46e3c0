// SPDX-License-Identifier: GPL-2.0-only
#include "early_pool.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 256 };

const char *early_pool_root = "";

/* Make the folders above @path, whatever is there already. */
static void make_folders(char *path)
{
	for (char *c = strchr(path + 1, '/'); c; c = strchr(c + 1, '/')) {
		*c = '\0';
		mkdir(path, 0755);
		*c = '/';
	}
}

static char *append(char *to, const char *text)
{
	const size_t len = strlen(text);

	memcpy(to, text, len + 1);
	return to + len;
}

int early_pool_open(const char *which, unsigned int number, bool create)
{
	char path[PATH], *end = path;
	int fd;

	if (number > 4 || strlen(early_pool_root) > PATH / 2)
		return -EINVAL;
	end = append(append(append(end, early_pool_root), EARLY_KVP_FOLDER), which);
	end[-1] = (char)('0' + number);
	if (create)
		make_folders(path);
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0), 0600);
	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return -errno;
	return fd;
}

int early_pool_at(int fd, uint32_t index, struct early_record *ret)
{
	const ssize_t n = pread(fd, ret, EARLY_RECORD, (off_t)index * EARLY_RECORD);

	if (n < 0)
		return -errno;
	ret->key[EARLY_KEY - 1] = ret->value[EARLY_VALUE - 1] = '\0';
	return n == EARLY_RECORD ? 0 : -ENODATA;
}

int early_pool_find(int fd, const char *key, struct early_record *ret)
{
	for (uint32_t i = 0; early_pool_at(fd, i, ret) == 0; i++)
		if (strcmp(ret->key, key) == 0)
			return (int)i;
	return -ENOENT;
}

static int put(int fd, int index, const struct early_record *record)
{
	const ssize_t n = pwrite(fd, record, EARLY_RECORD, (off_t)index * EARLY_RECORD);

	if (n == EARLY_RECORD)
		return 0;
	return n < 0 ? -errno : -ENOSPC;
}

int early_pool_set(int fd, const struct early_record *record)
{
	struct early_record old;
	int index = early_pool_find(fd, record->key, &old);

	if (index < 0)
		index = (int)(lseek(fd, 0, SEEK_END) / EARLY_RECORD);
	return index >= EARLY_MAX ? -ENOSPC : put(fd, index, record);
}

int early_pool_delete(int fd, const char *key)
{
	struct early_record record;
	const int index = early_pool_find(fd, key, &record);
	int last, rc;

	if (index < 0)
		return index;
	last = (int)(lseek(fd, 0, SEEK_END) / EARLY_RECORD) - 1;
	rc = early_pool_at(fd, (uint32_t)last, &record);
	if (rc == 0)
		rc = put(fd, index, &record);
	if (rc == 0 && ftruncate(fd, (off_t)last * EARLY_RECORD) < 0)
		rc = -errno;
	return rc;
}
