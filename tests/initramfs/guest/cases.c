// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Runs /init many times in one boot (hvkit.run=/bin/cases): for each line of /etc/cases, NAME|HOOK|COMMAND LINE, in
 * a PID name space of its own, where it is the first process again, with a root of its own in memory and the line's
 * words as /proc/cmdline. What it says and how it ends becomes one line on the console:
 *	case NAME: exit=N or signal=N | what it said, " ; " for each newline
 * The hook "late DISK" takes a PCI device or a SCSI disk away before, and lets it come again after half a second.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(int rc, const char *what)
{
	if (rc >= 0)
		return;
	printf("cases: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	_exit(99);
}

static void copy(const char *from, const char *to)
{
	const int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0755);
	static char buf[65536];
	ssize_t n;

	must(in, from);
	must(out, to);
	while ((n = read(in, buf, sizeof(buf))) > 0)
		must((int)write(out, buf, (size_t)n), to);
	close(in);
	close(out);
}

static void write_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CREAT, 0644);

	must(fd, path);
	must((int)write(fd, text, strlen(text)), path);
	close(fd);
}

static _Noreturn void become_init(const char *cmdline)
{
	static const char *const copied[] = { "/bin/busybox", "/sbin/fsck.ext4" };
	char to[64];

	must(mount(NULL, "/", NULL, MS_PRIVATE | MS_REC, NULL), "private");
	mkdir("/case", 0755);
	must(mount("tmpfs", "/case", "tmpfs", 0, NULL), "tmpfs");
	copy("/init", "/case/init");
	mkdir("/case/bin", 0755);
	mkdir("/case/sbin", 0755);
	for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++) {
		snprintf(to, sizeof(to), "/case%s", copied[i]);
		if (access(copied[i], F_OK) == 0)
			copy(copied[i], to);
	}
	mkdir("/case/lib", 0755);
	mkdir("/case/proc", 0755);
	if (access("/lib/modules", F_OK) == 0)
		must(mount("/lib", "/case/lib", NULL, MS_BIND, NULL), "modules");
	must(mount("proc", "/case/proc", "proc", 0, NULL), "proc");
	write_file("/case/cmdline", cmdline);
	must(mount("/case/cmdline", "/case/proc/cmdline", NULL, MS_BIND, NULL), "cmdline");
	must(chdir("/case"), "chdir");
	must(mount(".", "/", NULL, MS_MOVE, NULL), "move");
	must(chroot("."), "chroot");
	must(chdir("/"), "chdir");
	execl("/init", "/init", "argument", NULL);
	must(-1, "/init");
	_exit(99);
}

/* The process that name spaces are made in; its child is PID 1. */
static _Noreturn void run_apart(const char *cmdline)
{
	int status;
	pid_t child;

	must(unshare(CLONE_NEWNS | CLONE_NEWPID), "unshare");
	child = fork();
	must(child, "fork");
	if (child == 0)
		become_init(cmdline);
	waitpid(child, &status, 0);
	printf("\001%s=%d\n", WIFSIGNALED(status) ? "signal" : "exit",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	fflush(stdout);
	_exit(0);
}

/* "late nvme0n1", "late sda" */
static void take_away(const char *disk)
{
	const int nvme = strncmp(disk, "nvme", 4) == 0;
	char path[128];

	snprintf(path, sizeof(path),
	         nvme ? "/sys/block/%s/device/device/remove" : "/sys/block/%s/device/delete", disk);
	write_file(path, "1");
	if (fork() > 0)
		return;
	usleep(500000);
	if (nvme) {
		write_file("/sys/bus/pci/rescan", "1");
	} else {
		for (int host = 0; host < 8; host++) {
			snprintf(path, sizeof(path), "/sys/class/scsi_host/host%d/scan", host);
			if (access(path, F_OK) == 0)
				write_file(path, "- - -");
		}
	}
	_exit(0);
}

static void run_case(const char *name, const char *hook, const char *cmdline)
{
	static char said[65536];
	size_t len = 0;
	ssize_t n;
	int out[2];
	pid_t child;

	if (strncmp(hook, "late ", 5) == 0)
		take_away(hook + 5);
	must(pipe(out), "pipe");
	child = fork();
	must(child, "fork");
	if (child == 0) {
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		close(out[0]);
		close(out[1]);
		run_apart(cmdline);
	}
	close(out[1]);
	while (len < sizeof(said) - 1 && (n = read(out[0], said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)n;
	close(out[0]);
	waitpid(child, NULL, 0);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	said[len] = '\0';
	printf("case %s: ", name);
	for (const char *c = said; *c; c++)
		if (*c == '\n')
			fputs(" ; ", stdout);
		else if (*c == '\001')
			fputs("end ", stdout);
		else
			putchar(*c);
	putchar('\n');
	fflush(stdout);
}

int main(void)
{
	FILE *cases = fopen("/etc/cases", "r");
	char line[4096];

	must(cases ? 0 : -1, "/etc/cases");
	while (fgets(line, sizeof(line), cases)) {
		char *hook = strchr(line, '|'), *cmdline = hook ? strchr(hook + 1, '|') : NULL;

		if (!cmdline)
			continue;
		*hook++ = '\0';
		*cmdline++ = '\0';
		run_case(line, hook, cmdline);
	}
	printf("cases done\n");
	fflush(stdout);
	sync();
	usleep(200000);
	reboot(RB_POWER_OFF);
	return 1;
}
