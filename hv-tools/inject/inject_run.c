// SPDX-License-Identifier: GPL-2.0-only
#include "inject_run.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 10 };

static const char *const usual_folders[] = { "/usr/sbin", "/usr/bin", "/sbin", "/bin", NULL };
static const char *const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
	                                   "HOME=/", NULL };

int64_t inject_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int inject_program_find(const char *const *folders, const char *name,
                        char path[INJECT_PROGRAM_PATH])
{
	struct stat st;

	for (folders = folders ? folders : usual_folders; *folders; folders++) {
		const int n = snprintf(path, INJECT_PROGRAM_PATH, "%s/%s", *folders, name);

		if (n > 0 && n < INJECT_PROGRAM_PATH && stat(path, &st) == 0 &&
		    S_ISREG(st.st_mode) && access(path, X_OK) == 0)
			return 0;
	}
	return -ENOENT;
}

int inject_pause(const struct inject_limit *limit, int ms)
{
	struct pollfd stop = { .fd = limit->stop_fd, .events = POLLIN };

	if (inject_now_ns() >= limit->deadline_ns)
		return -ETIMEDOUT;
	/* Cut short by a signal it is a shorter one. */
	return poll(&stop, 1, ms) > 0 ? -ECANCELED : 0;
}

/* Until the process has ended. It is not taken note of yet: its number, and its group's, stays its own. */
static int wait_for_end(pid_t pid, const struct inject_limit *limit)
{
	siginfo_t info;
	int rc = 0;

	do {
		info.si_pid = 0;
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
			return -errno;
		if (info.si_pid != pid)
			rc = inject_pause(limit, POLL_MS);
	} while (rc == 0 && info.si_pid != pid);
	return rc;
}

static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Signals as a program expects them at its start, whatever the daemon does with its own. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	rc = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
	                                                  POSIX_SPAWN_SETSIGDEF);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attributes, &none);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attributes, &all);
	return rc;
}

static int set_files(posix_spawn_file_actions_t *files)
{
	int rc = 0;

	for (int fd = 0; fd < 3 && rc == 0; fd++)
		rc = posix_spawn_file_actions_addopen(files, fd, "/dev/null",
		                                      fd == 0 ? O_RDONLY : O_WRONLY, 0);
	return rc;
}

static int start(const char *path, const char *const *words, pid_t *ret_pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int rc = posix_spawnattr_init(&attributes);

	if (rc != 0)
		return -rc;
	rc = posix_spawn_file_actions_init(&files);
	if (rc == 0) {
		rc = set_attributes(&attributes);
		if (rc == 0)
			rc = set_files(&files);
		if (rc == 0)
			rc = posix_spawn(ret_pid, path, &files, &attributes, (char *const *)words,
			                 (char *const *)environment);
		posix_spawn_file_actions_destroy(&files);
	}
	posix_spawnattr_destroy(&attributes);
	return -rc;
}

int inject_run(const char *path, const char *const *words, const struct inject_limit *limit)
{
	pid_t pid;
	int rc = start(path, words, &pid), status;

	if (rc < 0)
		return rc;
	rc = wait_for_end(pid, limit);
	if (rc < 0)
		kill(-pid, SIGKILL);
	status = reap(pid);
	return rc < 0 ? rc : status;
}
