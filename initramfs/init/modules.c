// SPDX-License-Identifier: GPL-2.0-only
#include "modules.h"
#include "report.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* EEXIST: loaded already, as a built-in part of another kernel may have it. */
static int load(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, "", 0) < 0 && errno != EEXIST)
		rc = -errno;
	close(fd);
	return rc;
}

static _Noreturn void fail(const char *path, int err)
{
	report_failed("modules", path, strlen(path), err);
	report_drain();
	_exit(1);
}

void modules_load(void)
{
	char list[4096];
	const int fd = open(MODULES_LIST, O_RDONLY | O_CLOEXEC);
	const ssize_t len = fd < 0 ? 0 : read(fd, list, sizeof(list) - 1);
	const char *path = list;
	int rc;

	if (fd < 0)
		return;
	close(fd);
	if (len < 0 || len == sizeof(list) - 1)
		fail(MODULES_LIST, len < 0 ? errno : EOVERFLOW);
	for (ssize_t i = 0; i < len; i++) {
		if (list[i] != '\n')
			continue;
		list[i] = '\0';
		rc = load(path);
		if (rc < 0)
			fail(path, -rc);
		path = list + i + 1;
	}
	report_ok("modules", NULL);
}
