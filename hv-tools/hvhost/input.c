// SPDX-License-Identifier: GPL-2.0-only
#include "input.h"
#include "auto.h"
#include "say.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int input_open(struct input *f, const char *what, const char *path)
{
	struct stat st;

	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0 || fstat(f->fd, &st) < 0)
		return fail_errno("cannot open the %s %s", what, path);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return fail("the %s %s is not a file", what, path);
	f->size = (uint64_t)lseek(f->fd, 0, SEEK_END); /* of a block device, too */
	return 0;
}

void input_close(const struct input *f)
{
	hv_auto_close(&f->fd);
}
