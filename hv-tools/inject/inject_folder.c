// SPDX-License-Identifier: GPL-2.0-only
#include "inject_folder.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct linux_dirent64 of getdents64(2). */
struct entry {
	uint64_t inode;
	int64_t offset;
	uint16_t size; /* with the name and what pads it */
	uint8_t type;
	char name[];
};

static int each_of(const char *bytes, size_t len, int dir,
                   int (*fn)(void *ctx, int dir, const char *name), void *ctx)
{
	for (size_t at = 0; at < len;) {
		const struct entry *e = (const struct entry *)(bytes + at);
		int rc = 0;

		at += e->size;
		if (strcmp(e->name, ".") != 0 && strcmp(e->name, "..") != 0)
			rc = fn(ctx, dir, e->name);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int inject_folder_each(int root, const char *path, int (*fn)(void *ctx, int dir, const char *name),
                       void *ctx)
{
	AUTO_CLOSE int dir = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_Alignas(struct entry) char bytes[2048];
	int rc = 0;

	if (dir < 0)
		return -errno;
	while (rc == 0) {
		const long n = syscall(SYS_getdents64, dir, bytes, sizeof(bytes));

		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		rc = each_of(bytes, (size_t)n, dir, fn, ctx);
	}
	return rc;
}
