// SPDX-License-Identifier: GPL-2.0-only
#include "shell.h"
#include "child.h"
#include "report.h"
#include <errno.h>
#include <unistd.h>

int shell_run(const char *why)
{
	static char *const argv[] = { "sh", NULL };

	if (access(SHELL_PROGRAM, X_OK) < 0) {
		const int err = errno;

		report_failed("run", SHELL_PROGRAM, sizeof(SHELL_PROGRAM) - 1, err);
		return -err;
	}
	if (why)
		report_ok("shell", why);
	return child_run(SHELL_PROGRAM, argv, true) < 0 ? -EIO : 0;
}
