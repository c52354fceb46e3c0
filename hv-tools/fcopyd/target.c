// SPDX-License-Identifier: GPL-2.0-only
#include "target.h"
#include "auto.h"
#include "beneath.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>

/* Bytes after which what was written is sent on its way, so that the last fsync is not one of gigabytes. */
enum { WRITEBACK = 4 << 20 };

/* linux/fs.h, for C libraries without renameat2(2) */
#define NOREPLACE 1u

static int open_folder(const struct target_wish *wish)
{
	AUTO_CLOSE int allowed = beneath_open(wish->root, wish->allowed);

	if (allowed < 0)
		return allowed;
	if (wish->create)
		return beneath_create(allowed, wish->folder, wish->owner, wish->group);
	return beneath_open(allowed, wish->folder);
}

/* May a file of this name be made in @dir? -EISDIR when there is a folder. */
static int check_name(int dir, const char *name, bool overwrite)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!overwrite)
		return -EEXIST;
	return S_ISREG(st.st_mode) ? 0 : -ENOTSUP;
}

static int add_to_path(char path[TEXT_SIZE], const char *more)
{
	const size_t len = strlen(path);
	const int n =
		snprintf(path + len, TEXT_SIZE - len, "%s%s", len > 0 && *more ? "/" : "", more);

	return n < (int)(TEXT_SIZE - len) ? 0 : -ENAMETOOLONG;
}

/* When the name is that of a folder, that is the folder where it will be. */
static int settle_folder(struct target *t)
{
	int rc = check_name(t->dir, t->name, t->overwrite), inner;

	if (rc != -EISDIR)
		return rc;
	inner = beneath_open(t->dir, t->name);
	if (inner < 0)
		return inner;
	close(t->dir);
	t->dir = inner;
	rc = add_to_path(t->folder, t->name);
	return rc < 0 ? rc : check_name(t->dir, t->name, t->overwrite);
}

/* File systems of unlimited size say 0 blocks. */
static int check_free(int dir, uint64_t size)
{
	struct statvfs v;

	if (fstatvfs(dir, &v) < 0)
		return -errno;
	if (v.f_blocks == 0 || v.f_frsize == 0 || size == 0)
		return 0;
	return size / v.f_frsize >= v.f_bavail ? -ENOSPC : 0;
}

/* A name for the time being, which is kept in case we are killed: a help, not a condition. */
static int choose_name(struct target *t, char name[PARTIAL_NAME])
{
	const int rc = partial_make_name(name);

	if (rc == 0)
		partial_note(t->root, t->folder, name);
	return rc;
}

static int open_named(struct target *t)
{
	char name[PARTIAL_NAME];
	int rc = choose_name(t, name);

	if (rc < 0)
		return rc;
	t->file = openat(t->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (t->file < 0) {
		rc = -errno;
		partial_forget(t->root);
		return rc;
	}
	memcpy(t->temporary, name, sizeof(name));
	return 0;
}

static int open_file(struct target *t)
{
	t->file = openat(t->dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	if (t->file >= 0)
		return 0;
	/* What file systems and kernels without it say, open(2). */
	if (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL)
		return open_named(t);
	return -errno;
}

/* So that a full disk is known now; some file systems cannot say. */
static int reserve(int file, uint64_t size)
{
	if (size == 0 || fallocate(file, 0, 0, (off_t)size) == 0)
		return 0;
	return errno == EOPNOTSUPP || errno == ENOSYS ? 0 : -errno;
}

static int prepare(struct target *t, const struct target_wish *wish)
{
	int rc = add_to_path(t->folder, wish->allowed);

	if (rc == 0)
		rc = add_to_path(t->folder, wish->folder);
	if (rc == 0)
		rc = settle_folder(t);
	if (rc == 0)
		rc = check_free(t->dir, wish->size);
	if (rc == 0)
		rc = open_file(t);
	return rc < 0 ? rc : reserve(t->file, wish->size);
}

int target_open(struct target *t, const struct target_wish *wish)
{
	const int dir = wish->size > INT64_MAX ? -EFBIG : open_folder(wish);
	int rc;

	if (dir < 0)
		return dir;
	*t = (struct target){
		.root = wish->root,
		.dir = dir,
		.file = -1,
		.overwrite = wish->overwrite,
		.mode = wish->mode,
		.owner = wish->owner,
		.group = wish->group,
	};
	snprintf(t->name, sizeof(t->name), "%s", wish->name);
	rc = prepare(t, wish);
	if (rc < 0)
		target_discard(t);
	return rc;
}

int target_write(struct target *t, const void *data, size_t len, uint64_t offset)
{
	const uint8_t *bytes = data;

	if ((offset + len) / WRITEBACK != offset / WRITEBACK)
		sync_file_range(t->file, 0, 0, SYNC_FILE_RANGE_WRITE);
	while (len > 0) {
		const ssize_t n = pwrite(t->file, bytes, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		bytes += n;
		len -= (size_t)n;
		offset += (size_t)n;
	}
	return 0;
}

/* Give the nameless file the name @name. */
static int link_file(const struct target *t, const char *name)
{
	char path[32];

	/* Before 6.10 only with CAP_DAC_READ_SEARCH. */
	if (linkat(t->file, "", t->dir, name, AT_EMPTY_PATH) == 0)
		return 0;
	if (errno != ENOENT)
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", t->file);
	return linkat(AT_FDCWD, path, t->dir, name, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
}

/* From its temporary name to one that nothing else has. */
static int move_new(const struct target *t)
{
	if (syscall(SYS_renameat2, t->dir, t->temporary, t->dir, t->name, NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	/* Not every file system knows that, but those know links. */
	if (linkat(t->dir, t->temporary, t->dir, t->name, 0) < 0)
		return -errno;
	unlinkat(t->dir, t->temporary, 0);
	return 0;
}

static int move_over(const struct target *t)
{
	return renameat(t->dir, t->temporary, t->dir, t->name) < 0 ? -errno : 0;
}

/* The file to its name. A nameless one can only become a new file, so to replace one it gets a name first. */
static int place(struct target *t)
{
	char name[PARTIAL_NAME];
	int rc;

	if (!t->temporary[0]) {
		rc = link_file(t, t->name);
		if (rc != -EEXIST || !t->overwrite)
			return rc;
		rc = choose_name(t, name);
		if (rc < 0)
			return rc;
		rc = link_file(t, name);
		if (rc < 0)
			return rc;
		memcpy(t->temporary, name, sizeof(name));
	}
	rc = t->overwrite ? move_over(t) : move_new(t);
	if (rc == 0) {
		t->temporary[0] = '\0';
		partial_forget(t->root);
	}
	return rc;
}

/* The name, too, is on storage. */
static int sync_folder(int dir)
{
	AUTO_CLOSE int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return fsync(fd) < 0 && errno != EINVAL ? -errno : 0;
}

int target_commit(struct target *t)
{
	int rc = 0;

	/* The mode last: a new owner takes bits of it away. */
	if (fchown(t->file, t->owner, t->group) < 0 || fchmod(t->file, t->mode) < 0 ||
	    fsync(t->file) < 0)
		rc = -errno;
	if (rc == 0)
		rc = place(t);
	if (rc == 0)
		rc = sync_folder(t->dir);
	target_discard(t);
	return rc;
}

void target_discard(struct target *t)
{
	if (t->dir < 0)
		return;
	if (t->temporary[0]) {
		unlinkat(t->dir, t->temporary, 0);
		partial_forget(t->root);
	}
	hv_auto_close(&t->file);
	close(t->dir);
	*t = TARGET_NONE;
}
