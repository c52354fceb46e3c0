// SPDX-License-Identifier: GPL-2.0-only
#include "overlay.h"
#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* As dracut has them: whoever looks finds the layers there. */
#define BASE  "/run/overlay"
#define LOWER BASE "/lower"
#define UPPER BASE "/rw/upper"
#define WORK  BASE "/rw/work"

static int make_folders(void)
{
	mkdir(BASE, 0755);
	mkdir(LOWER, 0755);
	mkdir(BASE "/rw", 0755);
	if (mount("tmpfs", BASE "/rw", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") < 0)
		return -errno;
	if (mkdir(UPPER, 0755) < 0 || mkdir(WORK, 0755) < 0)
		return -errno;
	return 0;
}

int overlay_mount(const char *folder, const char *where)
{
	int rc;

	if (*where && strcmp(where, "tmpfs") != 0)
		return -EOPNOTSUPP;
	rc = make_folders();
	if (rc < 0)
		return rc;
	if (mount(folder, LOWER, NULL, MS_MOVE, NULL) < 0 ||
	    mount("overlay", folder, "overlay", 0,
	          "lowerdir=" LOWER ",upperdir=" UPPER ",workdir=" WORK) < 0)
		return -errno;
	return 0;
}
