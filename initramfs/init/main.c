// SPDX-License-Identifier: GPL-2.0-only
/*
 * /init of the hvkit initramfs: static, a few KiB, no shell, no udev.
 *
 * It mounts /proc, /dev, /sys and /run, sends the boot marks of wire/boot_marks.h, loads the modules the
 * image was built with (modules.h) and says one line per step on the console (report.h). Where the command line
 * names a root (root= or roothash=), it finds it, mounts it and becomes its init (rootfs.h, handover.h). Otherwise
 * it does what hvkit.run= asks for (cmdline.h): power off, run a busybox shell, or become another program, which
 * gets the arguments after "--" of the command line; that is all a kernel measured or tested without disks needs.
 *
 * PID 1 may not end. What cannot go on is told, and then /init ends all the same, on purpose: see failure.h.
 */
#include "clock.h"
#include "cmdline.h"
#include "devices.h"
#include "failure.h"
#include "file.h"
#include "handover.h"
#include "mark.h"
#include "modules.h"
#include "report.h"
#include "rootfs.h"
#include "shell.h"
#include "tell.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

/* Seconds to wait for a root of which the command line does not say how long. */
#define PATIENCE 60

static const struct mount_point {
	const char *path, *type, *options;
	unsigned long flags;
} early[] = {
	/* What reading the command line and sending the first mark need. */
	{ "/proc", "proc", NULL, MS_NOSUID | MS_NOEXEC | MS_NODEV },
	{ "/dev", "devtmpfs", "mode=0755", MS_NOSUID },
}, late[] = {
	{ "/sys", "sysfs", NULL, MS_NOSUID | MS_NOEXEC | MS_NODEV },
	{ "/run", "tmpfs", "mode=0755", MS_NOSUID | MS_NODEV | MS_STRICTATIME },
};

/* EBUSY: the kernel was there first (CONFIG_DEVTMPFS_MOUNT). */
static void mount_all(const struct mount_point *m, size_t n)
{
	for (; n > 0; m++, n--) {
		mkdir(m->path, 0755);
		if (mount(m->type, m->path, m->type, m->flags, m->options) < 0 && errno != EBUSY)
			fail("mounts", m->path + 1, errno);
	}
}

/* The kernel opens a console for /init unless the image has no /dev/console: fill what is not open. */
static void open_console(void)
{
	int fd;

	do
		fd = open("/dev/console", O_RDWR);
	while (fd >= 0 && fd < STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* The text as it is, for the parameters of modules, and a copy that the options are pieces of. */
static char words[4096], words_parsed[4096];
static size_t words_len;

static void read_cmdline(struct init_cmdline *cmd)
{
	const ssize_t len = file_read(AT_FDCWD, "/proc/cmdline", words, sizeof(words));
	struct init_word bad;
	int rc;

	if (len < 0)
		fail("cmdline", "read", (int)-len);
	words_len = (size_t)len;
	memcpy(words_parsed, words, words_len);
	rc = init_cmdline_parse(words_parsed, words_len, cmd, &bad);
	if (rc < 0) {
		words[bad.at - words_parsed + (ptrdiff_t)bad.len] = '\0';
		fail("cmdline", words + (bad.at - words_parsed), -rc);
	}
	if (cmd->doubtful)
		report_warning("cmdline", "not understood:", cmd->doubtful);
}

static void run_poweroff(const struct init_cmdline *cmd, char **args)
{
	(void)cmd;
	(void)args;
	sync();
	report_drain();
	reboot(RB_POWER_OFF);
	fail("run", "poweroff", errno);
}

static void run_shell(const struct init_cmdline *cmd, char **args)
{
	shell_run(NULL);
	run_poweroff(cmd, args);
}

static void run_exec(const struct init_cmdline *cmd, char **args)
{
	args[-1] = (char *)cmd->path;
	execve(cmd->path, args - 1, environ);
	fail("run", cmd->path, errno);
}

/* @args: those after "--"; the place before them is free for the program's name. */
static const struct {
	const char *name; /* NULL: the path says it */
	void (*run)(const struct init_cmdline *cmd, char **args);
} ways[] = {
	[INIT_RUN_POWEROFF] = { "poweroff", run_poweroff },
	[INIT_RUN_SHELL] = { "shell", run_shell },
	[INIT_RUN_EXEC] = { NULL, run_exec },
};

static void run_without_root(const struct init_cmdline *cmd, struct marker *marker, char **args)
{
	report_memory();
	report_ok("handover", ways[cmd->run].name ? ways[cmd->run].name : cmd->path);
	mark_send(marker, HV_MARK_HANDOVER, mark_ticks());
	ways[cmd->run].run(cmd, args);
}

/* rootdelay= makes others sleep so long in any case; Azure's guides had people write 300. */
static struct patience be_patient(const struct init_cmdline *cmd)
{
	struct patience p = { .since_us = clock_us(CLOCK_MONOTONIC) };
	int seconds = cmd->rootwait;

	if (cmd->rootdelay >= 0) {
		report_warning("root", "rootdelay= is taken for the longest time to wait", NULL);
		seconds = seconds == INIT_WAIT_UNSAID ? cmd->rootdelay : seconds;
	}
	if (seconds == INIT_WAIT_UNSAID)
		seconds = PATIENCE;
	p.until_us = seconds < 0 ? UINT64_MAX : p.since_us + (uint64_t)seconds * 1000000;
	return p;
}

static void stop_at(const struct init_cmdline *cmd, enum init_break place)
{
	if ((enum init_break)cmd->stop == place)
		shell_run("rd.break");
}

static bool is_verified(const struct init_cmdline *cmd)
{
	return cmd->roothash && cmd->verity;
}

static void run_root(const struct init_cmdline *cmd, struct marker *marker,
                     const struct handover *handover, char **args)
{
	static struct devices devices;
	const struct patience patience = be_patient(cmd);
	struct block block;
	const struct line *said;
	const char *root, *init;
	int err = 0, rc;

	stop_at(cmd, INIT_BREAK_CMDLINE);
	failure_context(cmd, &devices);
	rc = devices_open(cmd, words, words_len, &devices);
	if (rc < 0)
		fail("devices", "uevents", -rc);
	mark_send(marker, HV_MARK_DEVICES, mark_ticks());
	root = is_verified(cmd) ? rootfs_verity_data(cmd) : cmd->root;
	root = rootfs_spec(root, &devices, &patience);
	rootfs_wait("root", root, &devices, &patience, &block);
	mark_send(marker, HV_MARK_ROOT, mark_ticks());
	rootfs_resume(cmd, &devices);
	stop_at(cmd, INIT_BREAK_PRE_MOUNT);
	rootfs_mount(cmd, &devices, &block, &patience);
	mark_send(marker, HV_MARK_SYSROOT, mark_ticks());
	stop_at(cmd, INIT_BREAK_MOUNT);
	stop_at(cmd, INIT_BREAK_PRE_PIVOT);
	init = handover_find(handover, &err);
	if (!init)
		fail_because("init", cmd->init ? cmd->init : "/sbin/init", err, "no-init");
	said = report_ok("handover", init);
	mark_send(marker, HV_MARK_HANDOVER, mark_ticks());
	tell_host(said);
	devices_close(&devices);
	rc = handover_run(handover, init, args);
	fail("run", init, -rc);
}

static void boot(uint64_t born, size_t argc, char **argv)
{
	const struct handover begun = { .born_us = clock_us(CLOCK_MONOTONIC) };
	struct init_cmdline cmd;
	struct handover handover;
	struct marker marker;
	bool root;
	int rc;

	/* Whoever runs /init in name spaces may have made a /proc for it. */
	if (access("/proc/cmdline", F_OK) < 0)
		mount_all(early, 1);
	mount_all(early + 1, sizeof(early) / sizeof(early[0]) - 1);
	open_console();
	read_cmdline(&cmd);
	failure_context(&cmd, NULL);
	rc = marker_open(cmd.mark_port, &marker);
	if (rc < 0)
		report_failed("marks", "port", 4, -rc);
	mark_send(&marker, HV_MARK_INIT, born);
	root = cmd.root || is_verified(&cmd);
	if (root && cmd.quiet)
		report_quietly();
	mount_all(late, sizeof(late) / sizeof(late[0]));
	mark_send(&marker, HV_MARK_MOUNTS, mark_ticks());
	report_ok("mounts", NULL);
	modules_load();
	handover = (struct handover){ .init = cmd.init, .born_us = begun.born_us };
	if (root)
		run_root(&cmd, &marker, &handover, argv + 1);
	else
		run_without_root(&cmd, &marker,
		                 argv + argc - (cmd.n_args < argc ? cmd.n_args : argc - 1));
}

int main(int argc, char **argv)
{
	/* The moment /init began; the mark itself can only be sent once the command line is known. */
	const uint64_t born = mark_ticks();

	if (getpid() != 1) {
		static const char refusal[] = "init: only to be started by the kernel, as PID 1\n";

		return write(STDERR_FILENO, refusal, sizeof(refusal) - 1) < 0 ? 1 : 2;
	}
	boot(born, (size_t)argc, argv);
	return 1;
}
