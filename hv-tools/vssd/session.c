// SPDX-License-Identifier: GPL-2.0-only
#include "session.h"
#include "rescue.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than the daemon ever has open. */
enum { FDS_MAX = 1024 };

/* The device above all: it has one opener, and that ends with the daemon. */
static void close_others(int root, int end)
{
	for (int fd = STDERR_FILENO + 1; fd < FDS_MAX; fd++)
		if (fd != root && fd != end)
			close(fd);
}

/* A descriptor for each of many file systems; what the administrator has set as the limit holds. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= 2 * VSS_ENTRIES_MAX)
		return;
	limit.rlim_cur =
		limit.rlim_max < 2 * VSS_ENTRIES_MAX ? limit.rlim_max : 2 * VSS_ENTRIES_MAX;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int vss_session_begin(const struct vss_context *c, struct vss_session *session)
{
	struct vss_session s = { .fd = -1 };
	int ends[2], rc;

	s.table = vss_table_new();
	if (!s.table)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		rc = -errno;
		vss_table_free(s.table);
		return rc;
	}
	s.watchdog = fork();
	if (s.watchdog == 0) {
		close_others(c->root, ends[1]);
		raise_limit();
		_exit(vss_watchdog_run(c, ends[1], s.table));
	}
	rc = s.watchdog < 0 ? -errno : 0;
	close(ends[1]);
	if (rc == 0) {
		s.fd = ends[0];
		*session = s;
		return 0;
	}
	close(ends[0]);
	vss_table_free(s.table);
	return rc;
}

void vss_session_thaw(const struct vss_session *session)
{
	const char word = VSS_WORD_THAW;

	send(session->fd, &word, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

int vss_session_hear(struct vss_session *session)
{
	char word;
	const ssize_t n = recv(session->fd, &word, 1, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -EAGAIN;
	if (n <= 0)
		return 0;
	session->told = session->told || word != VSS_WORD_FROZEN;
	return word;
}

int vss_session_end(const struct vss_context *c, struct vss_session *session)
{
	int rc = 0;

	close(session->fd);
	session->fd = -1;
	while (waitpid(session->watchdog, NULL, 0) < 0 && errno == EINTR)
		;
	if (!session->told) {
		rc = -EIO;
		vss_rescue_table(c, session->table);
		hv_log(c->log, LOG_ERR, "the watchdog was killed in the middle of a freeze");
	}
	vss_table_free(session->table);
	session->table = NULL;
	return rc;
}
