// SPDX-License-Identifier: GPL-2.0-only
/*
 * /init of the hvkit initramfs: static, a few KiB, no shell, no udev.
 *
 * It mounts /proc, /dev, /sys and /run, sends the boot marks of wire/boot_marks.h, loads the modules the
 * image was built with (modules.h), says one line per step on the console (report.h), and then does what
 * the command line asks for (cmdline.h): power off, run a busybox shell, or become another program, which
 * gets the arguments after "--" of the command line. That is all a kernel measured or tested without disks
 * needs.
 *
 * It does not look for modules a device wants, nor for a root file system.
 *
 * PID 1 may not end. A step that fails says so on the console and then ends all the same, on purpose:
 * the kernel panics, and so what the machine's owner chose for panics happens (panic=N reboots, Hyper-V
 * is told through its crash registers, pstore keeps the log), which a quiet power-off would hide.
 */
#include "cmdline.h"
#include "mark.h"
#include "modules.h"
#include "report.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUSYBOX "/bin/busybox"

static _Noreturn void fail(const char *step, const char *what, size_t len, int err)
{
	report_failed(step, what, len, err);
	report_drain();
	_exit(1);
}

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
			fail("mounts", m->path + 1, strlen(m->path + 1), errno);
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

static void read_cmdline(struct init_cmdline *cmd)
{
	char text[4096];
	struct init_word bad;
	const int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	const ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof(text));
	int rc;

	if (len < 0)
		fail("cmdline", "read", 4, errno);
	if (len == sizeof(text))
		fail("cmdline", "read", 4, EOVERFLOW);
	close(fd);
	rc = init_cmdline_parse(text, (size_t)len, cmd, &bad);
	if (rc < 0)
		fail("cmdline", bad.at, bad.len, -rc);
}

static void run_poweroff(const struct init_cmdline *cmd, char **args)
{
	(void)cmd;
	(void)args;
	sync();
	report_drain();
	reboot(RB_POWER_OFF);
	fail("run", "poweroff", 8, errno);
}

static _Noreturn void become_shell(void)
{
	static char *const argv[] = { "sh", NULL };

	/* A session with the console as its terminal gives the shell job control and Ctrl-C. */
	setsid();
	ioctl(STDIN_FILENO, TIOCSCTTY, 1);
	execve(BUSYBOX, argv, environ);
	_exit(127);
}

static void run_shell(const struct init_cmdline *cmd, char **args)
{
	pid_t shell, child;

	if (access(BUSYBOX, X_OK) < 0) {
		report_failed("run", BUSYBOX, sizeof(BUSYBOX) - 1, errno);
		run_poweroff(cmd, args);
	}
	/* Not fork(): its locks would be a sixth of /init. The child only execs or exits. */
	shell = vfork();
	if (shell < 0)
		fail("run", "vfork", 5, errno);
	if (shell == 0)
		become_shell();
	do
		child = wait(NULL); /* orphans of the shell come to PID 1 */
	while (child != shell && (child > 0 || errno == EINTR));
	run_poweroff(cmd, args);
}

static void run_exec(const struct init_cmdline *cmd, char **args)
{
	args[-1] = (char *)cmd->path;
	execve(cmd->path, args - 1, environ);
	fail("run", cmd->path, strlen(cmd->path), errno);
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

static void boot(uint64_t born, size_t argc, char **argv)
{
	struct init_cmdline cmd;
	struct marker marker;
	int rc;

	mount_all(early, sizeof(early) / sizeof(early[0]));
	open_console();
	read_cmdline(&cmd);
	rc = marker_open(cmd.mark_port, &marker);
	if (rc < 0)
		report_failed("marks", "port", 4, -rc);
	mark_send(&marker, HV_MARK_INIT, born);
	mount_all(late, sizeof(late) / sizeof(late[0]));
	mark_send(&marker, HV_MARK_MOUNTS, mark_ticks());
	report_ok("mounts", NULL);
	modules_load();
	report_memory();
	report_ok("handover", ways[cmd.run].name ? ways[cmd.run].name : cmd.path);
	mark_send(&marker, HV_MARK_HANDOVER, mark_ticks());
	ways[cmd.run].run(&cmd, argv + argc - (cmd.n_args < argc ? cmd.n_args : argc - 1));
}

int main(int argc, char **argv)
{
	/* The moment /init began; the mark itself can only be sent once the command line is known. */
	const uint64_t born = mark_ticks();

	if (getpid() != 1) {
		static const char words[] = "init: only to be started by the kernel, as PID 1\n";

		return write(STDERR_FILENO, words, sizeof(words) - 1) < 0 ? 1 : 2;
	}
	boot(born, (size_t)argc, argv);
	return 1;
}
