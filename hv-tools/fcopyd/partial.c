// SPDX-License-Identifier: GPL-2.0-only
#include "partial.h"
#include "auto.h"
#include "beneath.h"
#include "sysfs.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#define STATE_FOLDER "var/lib/hvkit"
#define STATE        STATE_FOLDER "/fcopyd.partial"
#define PREFIX       ".hv_fcopy."

enum { DIGITS = 16 };

int partial_make_name(char name[PARTIAL_NAME])
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return -errno;
	snprintf(name, PARTIAL_NAME, PREFIX "%016llx", (unsigned long long)number);
	return 0;
}

static bool is_ours(const char *name)
{
	const size_t prefix = sizeof(PREFIX) - 1;

	return strncmp(name, PREFIX, prefix) == 0 && strlen(name) == prefix + DIGITS &&
	       strspn(name + prefix, "0123456789abcdef") == DIGITS;
}

static int write_state(int fd, const char *folder, const char *name)
{
	char line[TEXT_SIZE + PARTIAL_NAME + 2];
	const int len = snprintf(line, sizeof(line), "/%s/%s", folder, name);

	if (len >= (int)sizeof(line))
		return -ENAMETOOLONG;
	if (write(fd, line, (size_t)len) != len)
		return -EIO;
	return fdatasync(fd) < 0 ? -errno : 0;
}

int partial_note(int root, const char *folder, const char *name)
{
	const int dir = beneath_create(root, STATE_FOLDER, geteuid(), getegid());
	AUTO_CLOSE int fd = -1;

	if (dir < 0)
		return dir;
	close(dir);
	fd = openat(root, STATE, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : write_state(fd, folder, name);
}

int partial_forget(int root)
{
	return unlinkat(root, STATE, 0) < 0 && errno != ENOENT ? -errno : 0;
}

/* Only what can be of our making: a text in a file is no reason to remove another's. */
static int remove_named(int root, char *path)
{
	char *name = strrchr(path, '/'), folder[TEXT_SIZE];
	AUTO_CLOSE int dir = -1;

	if (!name || !is_ours(name + 1))
		return -EINVAL;
	*name = '\0';
	if (text_plain_path(*path ? path : "/", folder) < 0)
		return -EINVAL;
	dir = beneath_open(root, folder);
	if (dir < 0)
		return dir;
	return unlinkat(dir, name + 1, 0) < 0 ? -errno : 1;
}

int partial_clean(int root)
{
	char path[TEXT_SIZE + PARTIAL_NAME + 2];
	int rc = hv_sysfs_read(root, STATE, path, sizeof(path));

	if (rc == -ENOENT)
		return 0;
	if (rc >= 0)
		rc = remove_named(root, path);
	partial_forget(root);
	return rc == -ENOENT ? 0 : rc;
}
