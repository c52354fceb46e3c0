/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder of pools of this run's own, and what stands in it, byte by byte. */
#pragma once
#include "pool_record.h"
#include "tap.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int pools = -1; /* the folder */
static char pools_path[64];

/* In memory where that can be: tests sync often. */
static inline void pools_make(void)
{
	strcpy(pools_path, access("/dev/shm", W_OK) == 0 ? "/dev/shm/hvkit-pool-XXXXXX"
	                                                 : "/tmp/hvkit-pool-XXXXXX");
	is_true(mkdtemp(pools_path) != NULL);
	pools = open(pools_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	is_true(pools >= 0);
}

/* Everything in the folder: how many; removed if so wished. */
static inline int pools_files(bool removed)
{
	DIR *dir = fdopendir(openat(pools, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	const struct dirent *e;
	int n = 0;

	while (dir && (e = readdir(dir)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			n++;
			if (removed)
				unlinkat(pools, e->d_name, 0);
		}
	if (dir)
		closedir(dir);
	return n;
}

static inline void pools_remove(void)
{
	pools_files(true);
	close(pools);
	is_int(rmdir(pools_path), 0);
}

static inline const char *pools_name(unsigned int number)
{
	static char name[32];

	snprintf(name, sizeof(name), ".kvp_pool_%u", number);
	return name;
}

static inline const char *pools_note(unsigned int number)
{
	static char name[32];

	snprintf(name, sizeof(name), ".hvkit-note-%u", number);
	return name;
}

/* What a foreign program does: the file @name has just @size @bytes, in place. */
static inline void pools_write(const char *name, const void *bytes, size_t size)
{
	const int fd = openat(pools, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	is_true(fd >= 0 && pwrite(fd, bytes, size, 0) == (ssize_t)size &&
	        ftruncate(fd, (off_t)size) == 0);
	close(fd);
}

static inline void pools_write_at(const char *name, const void *bytes, size_t size, off_t at)
{
	const int fd = openat(pools, name, O_WRONLY | O_CLOEXEC);

	is_true(fd >= 0 && pwrite(fd, bytes, size, at) == (ssize_t)size);
	close(fd);
}

/* Up to @room bytes of it; -1 when there is none. */
static inline ssize_t pools_read(const char *name, void *bytes, size_t room)
{
	const int fd = openat(pools, name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = pread(fd, bytes, room, 0);
	close(fd);
	return n;
}

static inline off_t pools_size(const char *name)
{
	struct stat st;

	return fstatat(pools, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ? -1 : st.st_size;
}

static inline void pools_fill(char *field, size_t size, const char *text)
{
	for (size_t i = 0; i < size && text[i]; i++)
		field[i] = text[i];
}

static inline struct hv_pool_image pools_image(const char *key, const char *value)
{
	struct hv_pool_image image = { .key = "" };

	pools_fill(image.key, sizeof(image.key), key);
	pools_fill(image.value, sizeof(image.value), value);
	return image;
}

/* The records of "key=value;..." into @ret: how many. */
static inline size_t pools_records(const char *text, struct hv_pool_image *ret, size_t room)
{
	char copy[512], *at = copy, *item;
	size_t n = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	while (n < room && (item = strsep(&at, ";")) && item[0]) {
		char *key = strsep(&item, "=");

		ret[n++] = pools_image(key, item ? item : "");
	}
	return n;
}

/* The pool's good records as "key=value;...". */
static inline const char *pools_text(struct hv_pool *pool)
{
	static char text[64 * 1024];
	struct hv_pool_record r;
	size_t len = 0;

	text[0] = '\0';
	for (uint64_t i = 0; hv_pool_at(pool, i, &r) == 0 && len < sizeof(text) - 4096; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s=%s;", r.key, r.value);
	return text;
}
