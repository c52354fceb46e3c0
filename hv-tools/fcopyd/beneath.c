// SPDX-License-Identifier: GPL-2.0-only
#include "beneath.h"
#include "auto.h"
#include "text.h"
#include "wire/openat2.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

/* The folders that beneath_create() makes. */
struct making {
	uid_t owner;
	gid_t group;
};

/* A folder of ours: the umask has no say. */
static int finish_folder(int dir, const char *name, const struct making *making)
{
	AUTO_CLOSE int fd =
		openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fchown(fd, making->owner, making->group) < 0 || fchmod(fd, 0755) < 0)
		return -errno;
	return 0;
}

/* The folder @name in @dir, made when it is missing and @making is not NULL. */
static int step(int dir, const char *name, const struct making *making)
{
	int fd = openat(dir, name, FOLDER), rc;

	if (fd >= 0)
		return fd;
	if (errno != ENOENT || !making)
		return -errno;
	if (mkdirat(dir, name, 0700) == 0) {
		rc = finish_folder(dir, name, making);
		if (rc < 0)
			return rc;
	} else if (errno != EEXIST) {
		return -errno;
	}
	fd = openat(dir, name, FOLDER);
	return fd < 0 ? -errno : fd;
}

static int walk(int dir, const char *path, const struct making *making)
{
	int at = openat(dir, ".", FOLDER);
	char name[TEXT_NAME + 1];
	int next;

	if (at < 0)
		return -errno;
	for (size_t len; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len == 0 || len > TEXT_NAME || strncmp(path, "..", len) == 0)
			next = -EINVAL;
		else {
			memcpy(name, path, len);
			name[len] = '\0';
			next = step(at, name, making);
		}
		close(at);
		if (next < 0)
			return next;
		at = next;
	}
	return at;
}

int beneath_walk(int dir, const char *path)
{
	return walk(dir, path, NULL);
}

int beneath_open(int dir, const char *path)
{
	const struct hv_open_how how = {
		.flags = FOLDER,
		.resolve = HV_RESOLVE_BENEATH | HV_RESOLVE_NO_SYMLINKS | HV_RESOLVE_NO_MAGICLINKS,
	};
	const long fd = syscall(HV_SYS_OPENAT2, dir, *path ? path : ".", &how, sizeof(how));

	if (fd >= 0)
		return (int)fd;
	/* EPERM: a filter of system calls that is older than this one */
	if (errno == ENOSYS || errno == EPERM)
		return beneath_walk(dir, path);
	return -errno;
}

int beneath_create(int dir, const char *path, uid_t owner, gid_t group)
{
	const struct making making = { owner, group };
	int fd = beneath_open(dir, path);

	if (fd != -ENOENT)
		return fd;
	fd = walk(dir, path, &making);
	if (fd < 0)
		return fd;
	close(fd);
	return beneath_open(
		dir, path); /* the walk cannot tell whether a folder was moved out meanwhile */
}
