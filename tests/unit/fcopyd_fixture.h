/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A folder that stands for /, with a policy and the allowed folder /srv/in, and a log that can be read: for
 * tests of hv_fcopy_daemon. It is made anew by each case with root_make(), and is gone after root_remove().
 */
#pragma once
#include "fcopyd/policy.h"
#include "log.h"
#include "tap.h"
#include "wire/ic.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLICY "enabled = yes\nallow = /srv/in\nowner = %d\ngroup = %d\n"

struct root {
	char path[64];
	int fd;
	struct hv_log log;
};

static struct root root;

static inline void root_write(const char *path, const char *text)
{
	int fd = openat(root.fd, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	is_true(fd >= 0);
	is_int(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static inline void root_mkdir(const char *path)
{
	char part[256];

	for (size_t i = 1; i <= strlen(path); i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)i, path);
		is_true(mkdirat(root.fd, part, 0755) == 0 || errno == EEXIST);
	}
}

/* The usual policy, and @more lines. */
static inline void root_policy(const char *more)
{
	char text[2048];

	snprintf(text, sizeof(text), POLICY "%s", (int)getuid(), (int)getgid(), more);
	root_write("etc/hvkit/fcopyd.conf", text);
}

static inline void root_make(void)
{
	umask(077); /* nothing may depend on it */
	snprintf(root.path, sizeof(root.path), "/tmp/fcopyd.XXXXXX");
	is_true(mkdtemp(root.path) != NULL);
	root.fd = open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	root_mkdir("etc/hvkit");
	root_mkdir("srv/in");
	root_policy("");
	hv_log_init(&root.log, "test", false);
	root.log.fd = memfd_create("log", MFD_CLOEXEC);
	root.log.prefix = false;
}

static inline int root_remove_one(const char *path, const struct stat *st, int type,
                                  struct FTW *ftw)
{
	return remove(path);
}

static inline void root_remove(void)
{
	is_int(nftw(root.path, root_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	close(root.fd);
	close(root.log.fd);
}

/* What the log says so far. */
static inline const char *root_log(void)
{
	static char text[65536];
	const ssize_t n = pread(root.log.fd, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static inline bool root_log_says(const char *words)
{
	if (strstr(root_log(), words))
		return true;
	printf("# the log says: %s", root_log());
	return false;
}

/* The content of a file, "(none)" when there is none. */
static inline const char *root_read(const char *path)
{
	static char text[65536];
	int fd = openat(root.fd, path, O_RDONLY | O_NOFOLLOW);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return "(none)";
	text[n] = '\0';
	return text;
}

static inline mode_t root_mode(const char *path)
{
	struct stat st = { .st_mode = 0 };

	fstatat(root.fd, path, &st, AT_SYMLINK_NOFOLLOW);
	return st.st_mode & 07777;
}

/* How many names a folder has. */
static inline int root_count(const char *path)
{
	char full[256];
	struct dirent **names;
	int n;

	snprintf(full, sizeof(full), "%s/%s", root.path, path);
	n = scandir(full, &names, NULL, NULL);
	for (int i = 0; i < n; i++)
		free(names[i]);
	if (n >= 0)
		free(names);
	return n - 2;
}
