// SPDX-License-Identifier: GPL-2.0-only
#include "pool_file.h"
#include "io.h"
#include "pool_lock.h"
#include "pool_note.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { POOL_NAME = 32, REOPENS = 4 };

static const char *name_of(const struct hv_pool *pool, char name[POOL_NAME])
{
	snprintf(name, POOL_NAME, ".kvp_pool_%u", pool->number);
	return name;
}

/* A file of ours has the mode it is to have, whatever the umask. */
static int create_file(struct hv_pool *pool, const char *name)
{
	const mode_t mode = pool->flags & HV_POOL_PRIVATE ? 0600 : 0644;
	const int fd = openat(pool->dir_fd, name,
	                      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return -errno;
	if (fchmod(fd, mode) < 0 || fsync(pool->dir_fd) < 0) {
		const int rc = -errno;

		close(fd);
		return rc;
	}
	return fd;
}

int hv_pool_open_file(struct hv_pool *pool)
{
	const int mode = pool->flags & HV_POOL_READ_ONLY ? O_RDONLY : O_RDWR;
	const bool make = (pool->flags & (HV_POOL_CREATE | HV_POOL_READ_ONLY)) == HV_POOL_CREATE;
	struct stat st;
	char name[POOL_NAME];
	int fd = openat(pool->dir_fd, name_of(pool, name),
	                mode | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT && make)
		fd = create_file(pool, name);
	else if (fd < 0)
		fd = -errno;
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	pool->fd = fd;
	return 0;
}

static int64_t to_ns(struct timespec t)
{
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int hv_pool_look(struct hv_pool *pool)
{
	struct stat st;

	if (fstat(pool->fd, &st) < 0)
		return -errno;
	pool->count = (uint64_t)st.st_size / HV_POOL_RECORD_SIZE;
	pool->rest = (size_t)(st.st_size % HV_POOL_RECORD_SIZE);
	pool->stamp = (struct hv_pool_stamp){
		.device = st.st_dev,
		.inode = st.st_ino,
		.size = (uint64_t)st.st_size,
		.mtime_ns = to_ns(st.st_mtim),
		.ctime_ns = to_ns(st.st_ctim),
	};
	if (pool->note.fd >= 0 && pool->note.way != HV_NOTE_VOID)
		pool->stamp.note = pool->note.inode;
	return 0;
}

/* Whether the file is the one that has the pool's name: 1 or 0; or -errno. */
static int is_current(const struct hv_pool *pool)
{
	struct stat st;
	char name[POOL_NAME];

	if (fstatat(pool->dir_fd, name_of(pool, name), &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	return st.st_dev == pool->stamp.device && st.st_ino == pool->stamp.inode;
}

/* 1: locked; 0: the file was replaced, and opened anew. */
static int lock_current(struct hv_pool *pool, bool exclusive)
{
	int rc = pool->fd < 0 ? 0 : hv_pool_lock(pool->fd, exclusive, pool->wait_ms);

	if (rc < 0)
		return rc;
	if (pool->fd >= 0) {
		rc = hv_pool_look(pool);
		if (rc == 0)
			rc = is_current(pool);
		if (rc != 0) {
			if (rc < 0)
				hv_pool_unlock(pool->fd);
			return rc;
		}
		close(pool->fd); /* and its locks */
		pool->fd = -1;
	}
	return hv_pool_open_file(pool);
}

static int look_at_note(struct hv_pool *pool, bool change)
{
	int rc = hv_note_find(pool);

	if (rc < 0 || pool->note.fd < 0)
		return rc;
	pool->settled = change && pool->note.way != HV_NOTE_VOID;
	if (change)
		rc = hv_note_settle(pool);
	return rc < 0 ? rc : hv_pool_look(pool);
}

int hv_pool_begin(struct hv_pool *pool, bool change)
{
	int rc = 0;

	if (change && pool->flags & HV_POOL_READ_ONLY)
		return -EROFS;
	if (pool->dir_fd < 0)
		return -EBADF;
	pool->settled = false;
	for (int i = 0; i < REOPENS && rc == 0; i++)
		rc = lock_current(pool, change);
	if (rc <= 0)
		return rc < 0 ? rc : -EBUSY;
	rc = look_at_note(pool, change);
	if (rc < 0)
		hv_pool_end(pool);
	return rc;
}

void hv_pool_end(struct hv_pool *pool)
{
	hv_note_close(pool);
	hv_pool_unlock(pool->fd);
}

uint64_t hv_pool_records(const struct hv_pool *pool)
{
	return hv_note_count(pool);
}

int hv_pool_read(const struct hv_pool *pool, uint64_t place, struct hv_pool_image *ret)
{
	if (hv_note_has(pool, place))
		return hv_note_read(pool, place, ret);
	return hv_io_pread(pool->fd, ret, sizeof(*ret), (off_t)(place * sizeof(*ret)));
}

int hv_pool_cut(struct hv_pool *pool, uint64_t count)
{
	int rc = hv_io_truncate(pool->fd, (off_t)(count * HV_POOL_RECORD_SIZE));

	return rc < 0 ? rc : hv_io_sync(pool->fd);
}

int hv_pool_add(struct hv_pool *pool, const struct hv_pool_image *image)
{
	const off_t end = (off_t)(pool->count * sizeof(*image));
	/* It is longer than any rest there, so that torn over one it is no record either. */
	int rc = hv_io_pwrite(pool->fd, image, sizeof(*image), end);

	if (rc == 0)
		rc = hv_io_sync(pool->fd);
	if (rc < 0)
		hv_io_truncate(pool->fd, end);
	return rc;
}
