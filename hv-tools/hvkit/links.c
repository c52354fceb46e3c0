// SPDX-License-Identifier: GPL-2.0-only
#include "links.h"
#include "auto.h"
#include "program.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

static int link_one(int dir, const char *self, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		if (!S_ISLNK(st.st_mode))
			return -EEXIST;
		if (unlinkat(dir, name, 0) < 0)
			return -errno;
	}
	return symlinkat(self, dir, name) < 0 ? -errno : 0;
}

int links_make(const char *dir, const char **ret_name)
{
	AUTO_CLOSE int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char self[PATH_MAX];
	ssize_t len;
	int rc = 0;

	if (fd < 0)
		return -errno;
	len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (len < 0)
		return -errno;
	self[len] = '\0';
	for (const struct program *p = programs; rc == 0 && p->name; p++) {
		rc = link_one(fd, self, p->name);
		if (rc < 0)
			*ret_name = p->name;
	}
	return rc;
}
