// SPDX-License-Identifier: GPL-2.0-only
#include "stack.h"
#include "auto.h"
#include "cli.h"
#include "sysfs.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* Deeper stacks than the kernel allows, and wider ones than anybody builds, end here. */
enum { DEPTH_MAX = 16, DEVICES_MAX = 4096 };

struct walk {
	vss_backing_fn *fn;
	void *ctx;
	unsigned int devices;
};

static void walk_device(struct walk *w, int dir, unsigned int depth);

/* The kernel's word for a file that is open but has no name any more */
static void strip_deleted(char *path)
{
	static const char mark[] = " (deleted)";
	const size_t len = strlen(path);

	if (len >= sizeof(mark) && strcmp(path + len - (sizeof(mark) - 1), mark) == 0)
		path[len - (sizeof(mark) - 1)] = '\0';
}

static bool tell_backing(const struct walk *w, int dir, const char *attribute)
{
	char path[PATH_MAX + 16];

	if (hv_sysfs_read(dir, attribute, path, sizeof(path)) <= 0)
		return false;
	strip_deleted(path);
	w->fn(w->ctx, path);
	return true;
}

static void walk_slaves(struct walk *w, int dir, unsigned int depth)
{
	const int fd = openat(dir, "slaves", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *slaves = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (!slaves) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(slaves))) {
		AUTO_CLOSE int slave = -1;

		if (e->d_name[0] == '.')
			continue;
		slave = openat(fd, e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (slave >= 0)
			walk_device(w, slave, depth + 1);
	}
	closedir(slaves);
}

static void walk_device(struct walk *w, int dir, unsigned int depth)
{
	AUTO_CLOSE int disk = -1;

	if (depth > DEPTH_MAX || ++w->devices > DEVICES_MAX)
		return;
	if (tell_backing(w, dir, "loop/backing_file"))
		return;
	walk_slaves(w, dir, depth);
	if (faccessat(dir, "partition", F_OK, 0) < 0)
		return;
	disk = openat(dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (disk >= 0)
		walk_device(w, disk, depth + 1);
}

void vss_stack_walk(int root, uint32_t major, uint32_t minor, vss_backing_fn *fn, void *ctx)
{
	struct walk w = { .fn = fn, .ctx = ctx };
	AUTO_CLOSE int dir = -1;
	char path[64];

	snprintf(path, sizeof(path), "sys/dev/block/%u:%u", major, minor);
	dir = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0)
		walk_device(&w, dir, 0);
}

static int device_of_class(int root, const char *source, uint32_t *ret_major, uint32_t *ret_minor)
{
	char path[NAME_MAX + 32], text[32], *colon;
	unsigned long major, minor;
	int rc;

	snprintf(path, sizeof(path), "sys/class/block/%.255s/dev", strrchr(source, '/') + 1);
	rc = hv_sysfs_read(root, path, text, sizeof(text));
	if (rc < 0)
		return rc;
	colon = strchr(text, ':');
	if (!colon)
		return -ENOTBLK;
	*colon = '\0';
	if (hv_parse_uint(text, 0, UINT32_MAX, &major) < 0 ||
	    hv_parse_uint(colon + 1, 0, UINT32_MAX, &minor) < 0)
		return -ENOTBLK;
	*ret_major = (uint32_t)major;
	*ret_minor = (uint32_t)minor;
	return 0;
}

int vss_stack_device(int root, const char *source, uint32_t *ret_major, uint32_t *ret_minor)
{
	struct stat st;

	if (strncmp(source, "/dev/", 5) != 0)
		return -ENOTBLK;
	if (fstatat(root, source + 1, &st, 0) < 0)
		return device_of_class(root, source, ret_major, ret_minor);
	if (!S_ISBLK(st.st_mode))
		return -ENOTBLK;
	*ret_major = major(st.st_rdev);
	*ret_minor = minor(st.st_rdev);
	return 0;
}
