// SPDX-License-Identifier: GPL-2.0-only
#include "fsck.h"
#include "child.h"
#include "failure.h"
#include "report.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FSCK_REBOOT = 2, FSCK_LEFT = ~3 }; /* bits of the exit status, fsck(8) */

/* Where the program for @type is: /sbin/fsck.ext4. Others than ext and vfat have none that checks anything. */
static bool find_program(const char *type, char *ret_path, size_t size)
{
	static const char folders[][17] = { "/sbin/fsck.", "/usr/sbin/fsck." };
	const size_t len = strlen(type) + 1;

	if (strncmp(type, "ext", 3) != 0 && strcmp(type, "vfat") != 0)
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const size_t at = strlen(folders[i]);

		if (at + len > size)
			return false;
		memcpy(ret_path, folders[i], at);
		memcpy(ret_path + at, type, len);
		if (access(ret_path, X_OK) == 0)
			return true;
	}
	return false;
}

static void note_done(void)
{
	int fd;

	mkdir("/run/initramfs", 0755);
	fd = open(FSCK_DONE, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd >= 0)
		close(fd);
}

static void obey(int status, const char *program)
{
	if (status < 0 || status == 127) {
		report_warning("fsck", "does not run:", program);
		return;
	}
	if (status & FSCK_REBOOT) {
		report_warning("fsck", "wants a reboot:", program);
		report_drain();
		sync();
		reboot(RB_AUTOBOOT);
	}
	if (status & FSCK_LEFT)
		fail_because("fsck", program, EUCLEAN, "errors-left");
	note_done();
	report_ok("fsck", status == 0 ? "clean" : "repaired");
}

void fsck_root(const struct init_cmdline *cmd, const struct block *block, const char *device,
               const char *type)
{
	static const char *const repairs[] = {
		[FSCK_PREEN] = "-p", [FSCK_YES] = "-y", [FSCK_NO] = "-n"
	};
	const bool force = cmd->fsck_mode == FSCK_FORCE;
	char program[64];
	char *argv[5] = { program, (char *)repairs[cmd->fsck_repair], (char *)device };

	if (cmd->fsck_mode == FSCK_SKIP || (!force && !block->wants_fsck))
		return;
	if (!find_program(type, program, sizeof(program))) {
		if (block->wants_fsck)
			report_warning("fsck", "is due, and the image has no program for", type);
		return;
	}
	if (force && *type == 'e') {
		argv[2] = (char *)"-f";
		argv[3] = (char *)device;
	}
	obey(child_run(program, argv, false), program);
}
