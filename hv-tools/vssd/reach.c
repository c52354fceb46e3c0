// SPDX-License-Identifier: GPL-2.0-only
#include "reach.h"
#include "auto.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* The id of the mount that @fd is on, from proc/self/fdinfo; -ENOENT where there is no such file. */
static int64_t mount_id(int root, int fd)
{
	static const char word[] = "\nmnt_id:\t";
	char path[64], text[512];
	unsigned long id;
	AUTO_CLOSE int info = -1;
	ssize_t n;
	char *at;

	snprintf(path, sizeof(path), "proc/self/fdinfo/%d", fd);
	info = openat(root, path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return -errno;
	n = read(info, text, sizeof(text) - 1);
	if (n < 0)
		return -errno;
	text[n] = '\0';
	at = strstr(text, word);
	if (!at)
		return -ENODATA;
	at += sizeof(word) - 1;
	at[strcspn(at, "\n")] = '\0';
	return hv_parse_uint(at, 0, UINT32_MAX, &id) < 0 ? -ENODATA : (int64_t)id;
}

static int reach_mount(int root, const struct vss_mount *m)
{
	AUTO_CLOSE int fd = -1;
	const char *path = m->point + 1;
	int64_t id;
	int kept;

	fd = openat(root, *path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	/* Only a folder of a test has no such file; who cannot know takes what is there. */
	id = mount_id(root, fd);
	if (id >= 0 && id != m->id)
		return -ENXIO;
	kept = fd;
	fd = -1;
	return kept;
}

int vss_reach_super(int root, const struct vss_mounts *mounts, const struct vss_mount **mount)
{
	const uint32_t major = (*mount)->major, minor = (*mount)->minor;
	int fd = -ENXIO;

	for (int whole = 1; whole >= 0; whole--) {
		for (size_t i = 0; i < mounts->count; i++) {
			const struct vss_mount *m = &mounts->items[i];

			if (m->major != major || m->minor != minor ||
			    (strcmp(m->root, "/") == 0) != whole)
				continue;
			fd = reach_mount(root, m);
			if (fd >= 0) {
				*mount = m;
				return fd;
			}
		}
	}
	return fd;
}
