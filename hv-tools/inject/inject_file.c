// SPDX-License-Identifier: GPL-2.0-only
#include "inject_file.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int inject_file_open(struct inject_file *file, int root, const char *folder, const char *name)
{
	file->dir = -1;
	file->name = name;
	if ((size_t)snprintf(file->fresh, sizeof(file->fresh), ".%s.new", name) >=
	            sizeof(file->fresh) ||
	    (size_t)snprintf(file->former, sizeof(file->former), ".%s.former", name) >=
	            sizeof(file->former))
		return -ENAMETOOLONG;
	if (mkdirat(root, folder, 0755) < 0 && errno != EEXIST)
		return -errno;
	file->dir = openat(root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return file->dir < 0 ? -errno : 0;
}

void inject_file_close(struct inject_file *file)
{
	if (file->dir >= 0)
		close(file->dir);
	file->dir = -1;
}

bool inject_file_exists(const struct inject_file *file)
{
	return faccessat(file->dir, file->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		const ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A new file of that name: one of a dead process goes, a link is not followed. */
static int create(int dir, const char *name, mode_t mode, const char *content, size_t len)
{
	AUTO_CLOSE int fd = -1;
	int rc;

	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	rc = write_all(fd, content, len);
	if (rc == 0 && (fchmod(fd, mode) < 0 || fsync(fd) < 0))
		rc = -errno;
	if (rc < 0)
		unlinkat(dir, name, 0);
	return rc;
}

int inject_file_write(struct inject_file *file, const char *content, size_t len, mode_t mode)
{
	return create(file->dir, file->fresh, mode, content, len);
}

/* One that is there already is of a request that was cut short: it is the last that was good. */
static int keep_former(const struct inject_file *file)
{
	if (faccessat(file->dir, file->former, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
	    linkat(file->dir, file->name, file->dir, file->former, 0) == 0)
		return 0;
	return errno == ENOENT ? create(file->dir, file->former, 0600, "", 0) : -errno;
}

static int sync_folder(const struct inject_file *file)
{
	return fsync(file->dir) < 0 ? -errno : 0;
}

int inject_file_replace(struct inject_file *file)
{
	int rc = keep_former(file);

	/* The way back must be on the disk before the way there. */
	if (rc == 0)
		rc = sync_folder(file);
	if (rc == 0 && renameat(file->dir, file->fresh, file->dir, file->name) < 0)
		rc = -errno;
	return rc < 0 ? rc : sync_folder(file);
}

int inject_file_accept(struct inject_file *file)
{
	if (unlinkat(file->dir, file->former, 0) < 0 && errno != ENOENT)
		return -errno;
	return sync_folder(file);
}

int inject_file_restore(struct inject_file *file)
{
	struct stat st;
	int rc;

	if (fstatat(file->dir, file->former, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (st.st_size > 0) {
		if (renameat(file->dir, file->former, file->dir, file->name) < 0)
			return -errno;
	} else if (unlinkat(file->dir, file->name, 0) < 0 && errno != ENOENT) {
		return -errno;
	}
	/* Two names of one file are left by rename as they are. */
	rc = inject_file_accept(file);
	return rc < 0 ? rc : st.st_size > 0;
}

void inject_file_discard(struct inject_file *file)
{
	unlinkat(file->dir, file->fresh, 0);
}
