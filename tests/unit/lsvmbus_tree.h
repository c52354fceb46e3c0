/* SPDX-License-Identifier: GPL-2.0-only */
/* A tree as sysfs has it, in a folder of the test's own. */
#pragma once
#include "lsvmbus/bus.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TREE_DEVICES "sys/bus/vmbus/devices/"
#define KVP_CLASS    "{a9a0f4e7-5a45-4d96-b827-8a841e8c03e6}\n"
#define SCSI_CLASS   "{ba6163d9-04a1-4d29-b605-72e2ffb1dc7f}\n"
#define KVP          "242ff919-07db-4180-9c2e-b86cb68c8c55"
#define SCSI         "f8b3781a-1e82-4818-a1c3-63d806ec15bb"

static char tree_path[64];
static int tree = -1;

static inline void tree_make(void)
{
	strcpy(tree_path, "/tmp/lsvmbus.XXXXXX");
	is_true(mkdtemp(tree_path) != NULL);
	tree = open(tree_path, O_RDONLY | O_DIRECTORY);
}

static inline int tree_drop_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static inline void tree_drop(void)
{
	close(tree);
	nftw(tree_path, tree_drop_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The folders on the way to @path. */
static inline void tree_folders(const char *path)
{
	char part[512];

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		is_true(mkdirat(tree, part, 0755) == 0 || errno == EEXIST);
	}
}

/* The attribute @name of @device, "channels/1/cpu" too. */
static inline void tree_attr(const char *device, const char *name, const char *text)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), TREE_DEVICES "%s/%s", device, name);
	tree_folders(path);
	fd = openat(tree, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	is_true(fd >= 0);
	is_int(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* As tree_attr() for a link. */
static inline void tree_link(const char *device, const char *name, const char *target)
{
	char path[512];

	snprintf(path, sizeof(path), TREE_DEVICES "%s/%s", device, name);
	tree_folders(path);
	is_int(symlinkat(target, tree, path), 0);
}

static inline void tree_device(const char *name, const char *id, const char *class,
                               const char *mapping)
{
	char guid[64];

	snprintf(guid, sizeof(guid), "{%s}\n", name);
	tree_attr(name, "id", id);
	tree_attr(name, "class_id", class);
	tree_attr(name, "device_id", guid);
	tree_attr(name, "channel_vp_mapping", mapping);
}
