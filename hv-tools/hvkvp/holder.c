// SPDX-License-Identifier: GPL-2.0-only
#include "holder.h"
#include "auto.h"
#include "cli.h"
#include "sysfs.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/sysmacros.h>

static void name_process(int root, struct holder *h)
{
	char path[64];

	snprintf(path, sizeof(path), "proc/%u/comm", h->pid);
	if (hv_sysfs_read(root, path, h->name, sizeof(h->name)) <= 0)
		strcpy(h->name, "?");
}

static DIR *open_folder(int root, const char *path)
{
	const int fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

/* 1, 0, or -errno. */
static int has_open(int root, const char *pid, const char *path)
{
	char folder[NAME_MAX + 16], target[PATH_MAX];
	const struct dirent *entry;
	int found = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "proc/%s/fd", pid);
	dir = open_folder(root, folder);
	if (!dir)
		return -errno;
	while (!found && (entry = readdir(dir))) {
		const ssize_t n = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		if (n < 0)
			continue;
		target[n] = '\0';
		found = strcmp(target, path) == 0;
	}
	closedir(dir);
	return found;
}

int holder_find(int root, const char *path, struct holder *ret)
{
	struct holder h = { 0 };
	DIR *dir = open_folder(root, "proc");
	const struct dirent *entry;
	int count = 0;

	while (dir && (entry = readdir(dir))) {
		unsigned long pid;
		int rc;

		if (hv_parse_uint(entry->d_name, 1, INT_MAX, &pid) < 0)
			continue;
		rc = has_open(root, entry->d_name, path);
		h.unseen += rc == -EACCES || rc == -EPERM;
		if (rc > 0 && count++ == 0)
			h.pid = (unsigned int)pid;
	}
	if (dir)
		closedir(dir);
	if (count > 0)
		name_process(root, &h);
	*ret = h;
	return count;
}

/* "1: FLOCK  ADVISORY  WRITE 412 08:01:131 0 EOF", and "1: -> ..." for who waits. */
static bool is_lock_on(char *line, const struct stat *st, unsigned int *ret_pid)
{
	char *words[6], *rest = line, *word, *end;
	unsigned long major_id, minor_id, inode, pid = 0;
	int n = 0;

	while (n < 6 && (word = strsep(&rest, " \n")))
		if (*word)
			words[n++] = word;
	if (n < 6 || strcmp(words[1], "->") == 0)
		return false;
	major_id = strtoul(words[5], &end, 16);
	minor_id = *end == ':' ? strtoul(end + 1, &end, 16) : 0;
	inode = *end == ':' ? strtoul(end + 1, &end, 10) : 0;
	if (*end || inode != st->st_ino || major_id != major(st->st_dev) ||
	    minor_id != minor(st->st_dev))
		return false;
	/* Locks of an open file belong to no process: -1. */
	*ret_pid = hv_parse_uint(words[4], 1, INT_MAX, &pid) == 0 ? (unsigned int)pid : 0;
	return true;
}

int holder_of_lock(int root, const struct stat *st, struct holder *ret)
{
	const int fd = openat(root, "proc/locks", O_RDONLY | O_CLOEXEC);
	AUTO_FCLOSE FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	AUTO_FREE char *line = NULL;
	struct holder h = { .name = "?" };
	size_t room = 0;
	int count = 0;

	while (f && getline(&line, &room, f) > 0) {
		unsigned int pid;

		if (!is_lock_on(line, st, &pid))
			continue;
		count++;
		h.pid = h.pid ? h.pid : pid;
	}
	if (h.pid)
		name_process(root, &h);
	*ret = h;
	return count;
}
