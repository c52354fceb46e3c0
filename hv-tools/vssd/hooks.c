// SPDX-License-Identifier: GPL-2.0-only
#include "hooks.h"
#include "auto.h"
#include "harden.h"
#include "table.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The kernel answers for us after 15 minutes. */
#define FREEZE_ALL_NS (600 * 1000000000ull)
/* Nobody waits for these but the next freeze. */
#define THAW_ALL_NS   (120 * 1000000000ull)

static char *const environment[] = {
	(char[]){ "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
	(char[]){ "LANG=C.UTF-8" },
	(char[]){ "HOME=/" },
	NULL,
};

/* Nobody but root, or who we are, may change it. */
static bool is_safe(const struct stat *st)
{
	return (st->st_uid == 0 || st->st_uid == geteuid()) && !(st->st_mode & (S_IWGRP | S_IWOTH));
}

static bool is_name(const char *name)
{
	if (!isalnum((unsigned char)name[0]) && name[0] != '_')
		return false;
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_-.", *p))
			return false;
	return strlen(name) < VSS_HOOK_NAME;
}

static bool is_hook(int dir, const char *name, struct hv_log *log)
{
	struct stat st;

	if (!is_name(name) || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode) || !(st.st_mode & S_IXUSR))
		return false;
	if (!is_safe(&st))
		hv_log(log, LOG_WARNING, "hook %s is not run: others than root may write it", name);
	return is_safe(&st);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int open_folder(int root, struct hv_log *log)
{
	AUTO_CLOSE int fd = openat(root, &VSS_HOOKS_FOLDER[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;
	int kept;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!is_safe(&st)) {
		hv_log(log, LOG_ERR, "%s: others than root may write it", VSS_HOOKS_FOLDER);
		return -EACCES;
	}
	kept = fd;
	fd = -1;
	return kept;
}

static int list(struct vss_hooks *hooks, struct hv_log *log)
{
	const int copy = openat(hooks->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *e;
	int rc = 0;

	if (!dir)
		return -errno;
	while (rc == 0 && (e = readdir(dir))) {
		if (!is_hook(hooks->dir, e->d_name, log))
			continue;
		if (hooks->count == VSS_HOOKS_MAX)
			rc = -E2BIG;
		else
			strcpy(hooks->names[hooks->count++], e->d_name);
	}
	closedir(dir);
	qsort(hooks->names, hooks->count, sizeof(hooks->names[0]), compare_names);
	return rc;
}

int vss_hooks_load(int root, unsigned long deadline_s, struct hv_log *log, struct vss_hooks *hooks)
{
	*hooks = (struct vss_hooks){ .root = root,
		                     .dir = -1,
		                     .deadline_ns = deadline_s * 1000000000ull };
	hooks->dir = open_folder(root, log);
	if (hooks->dir < 0)
		return hooks->dir == -ENOENT ? 0 : hooks->dir;
	return list(hooks, log);
}

void vss_hooks_close(struct vss_hooks *hooks)
{
	if (hooks->dir >= 0)
		close(hooks->dir);
	hooks->dir = -1;
}

/* In the child: no signal is blocked or ignored, and what it says goes where our log goes. */
static void run_child(const struct vss_hooks *hooks, const char *name, const char *word, int log_fd)
{
	char path[VSS_HOOK_NAME + 2];
	char argument[8];
	char *argv[] = { path, argument, NULL };
	sigset_t none;
	int null;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	vss_soften(hooks->root);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	null = open("/dev/null", O_RDWR);
	if (fchdir(hooks->dir) < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(log_fd, STDERR_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		_exit(126);
	if (null > STDERR_FILENO)
		close(null);
	snprintf(path, sizeof(path), "./%s", name);
	snprintf(argument, sizeof(argument), "%s", word);
	execve(path, argv, environment);
	_exit(127);
}

/* Wait for the end of the child until @until_ns. 0, -ETIMEDOUT, -ECANCELED. */
static int wait_child(int pidfd, uint64_t until_ns, const struct vss_interrupt *interrupt)
{
	struct pollfd fds[3] = { { .fd = pidfd, .events = POLLIN }, { .fd = -1 }, { .fd = -1 } };

	for (int i = 0; interrupt && i < 2; i++)
		fds[1 + i] = (struct pollfd){ .fd = interrupt->fds[i], .events = POLLIN };
	for (;;) {
		const uint64_t now = vss_now_ns();
		const uint64_t left_ms = now < until_ns ? (until_ns - now) / 1000000 + 1 : 0;

		if (left_ms == 0)
			return -ETIMEDOUT;
		if (poll(fds, 3, left_ms > 1000000 ? 1000000 : (int)left_ms) < 0 && errno != EINTR)
			return -errno;
		if (fds[0].revents)
			return 0;
		if (interrupt && (fds[1].revents || fds[2].revents) &&
		    interrupt->is_wanted(interrupt->ctx))
			return -ECANCELED;
	}
}

/* Its exit code, 256 and the signal that killed it, or -errno as above. */
static int run(const struct vss_hooks *hooks, const char *name, const char *word, uint64_t until_ns,
               const struct vss_interrupt *interrupt, struct hv_log *log)
{
	AUTO_CLOSE int pidfd = -1;
	int status = 0, rc;
	pid_t pid;

	pid = fork();
	if (pid == 0)
		run_child(hooks, name, word, log->fd);
	if (pid < 0)
		return -errno;
	setpgid(pid, pid); /* whoever comes first, so that the group is there */
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	rc = pidfd < 0 ? -errno : wait_child(pidfd, until_ns, interrupt);
	/* One that ended well may leave something behind that keeps a lock. */
	if (rc < 0)
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (rc < 0)
		return rc;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void tell(struct hv_log *log, const char *name, const char *word, int rc)
{
	if (rc == -ETIMEDOUT)
		hv_log(log, LOG_ERR, "hook %s %s: not done in time, killed", name, word);
	else if (rc < 0)
		hv_log(log, LOG_ERR, "hook %s %s: %s", name, word, strerror(-rc));
	else if (rc >= 256)
		hv_log(log, LOG_ERR, "hook %s %s: killed by signal %d", name, word, rc - 256);
	else if (rc > 0)
		hv_log(log, LOG_ERR, "hook %s %s: exit code %d", name, word, rc);
	else
		hv_log(log, LOG_DEBUG, "hook %s %s: done", name, word);
}

int vss_hooks_freeze(struct vss_hooks *hooks, const struct vss_interrupt *interrupt,
                     struct hv_log *log)
{
	const uint64_t end = vss_now_ns() + FREEZE_ALL_NS;

	while (hooks->run < hooks->count) {
		const char *name = hooks->names[hooks->run++];
		const uint64_t until = earlier(end, vss_now_ns() + hooks->deadline_ns);
		const int rc = run(hooks, name, "freeze", until, interrupt, log);

		tell(log, name, "freeze", rc);
		if (rc != 0)
			return rc < 0 ? rc : -EPERM;
	}
	return 0;
}

void vss_hooks_thaw(struct vss_hooks *hooks, struct hv_log *log)
{
	const uint64_t end = vss_now_ns() + THAW_ALL_NS;

	while (hooks->run > 0) {
		const char *name = hooks->names[--hooks->run];
		const uint64_t until = earlier(end, vss_now_ns() + hooks->deadline_ns);

		tell(log, name, "thaw", run(hooks, name, "thaw", until, NULL, log));
	}
}
