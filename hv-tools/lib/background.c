// SPDX-License-Identifier: GPL-2.0-only
#include "background.h"
#include "auto.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

int hv_background_fill_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
	return fd < 0 ? -errno : 0;
}

/* The exit code of who called: 0 once the daemon is ready, or the daemon's own. */
static int wait_for(pid_t child, int fd)
{
	int status;
	char byte;

	if (read(fd, &byte, 1) == 1)
		return HV_EXIT_OK;
	if (waitpid(child, &status, 0) == child && WIFEXITED(status))
		return WEXITSTATUS(status);
	return HV_EXIT_FAILED;
}

int hv_background_begin(struct hv_background *b, int *ret_code)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid < 0) {
		close(ends[0]);
		close(ends[1]);
		return -errno;
	}
	close(ends[pid > 0]);
	if (pid > 0) {
		*ret_code = wait_for(pid, ends[0]);
		close(ends[0]);
		return 1;
	}
	b->fd = ends[1];
	return setsid() < 0 ? -errno : 0;
}

static int open_log(void)
{
	const struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return open("/dev/null", O_WRONLY | O_CLOEXEC);
}

void hv_background_ready(struct hv_background *b, struct hv_log *log)
{
	AUTO_CLOSE int nothing = -1;
	AUTO_CLOSE int words = -1;
	const char byte = 0;

	if (b->fd < 0)
		return;
	nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	words = open_log();
	if (nothing < 0 || words < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
	    dup2(nothing, STDOUT_FILENO) < 0 || dup2(words, STDERR_FILENO) < 0)
		hv_log(log, LOG_WARNING, "the terminal is not let go of");
	if (write(b->fd, &byte, 1) == 1)
		log->prefix = false; /* the system's log reads our name from each line */
	close(b->fd);
	b->fd = -1;
}
