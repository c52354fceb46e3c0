// SPDX-License-Identifier: GPL-2.0-only
#include "stream.h"
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t stream_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int wait_readable(const struct stream *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	const int64_t left = s->deadline_ms - stream_now_ms();
	const int n = left > 0 ? poll(&p, 1, left > INT32_MAX ? INT32_MAX : (int)left) : 0;

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return n == 0 ? -ETIMEDOUT : 0;
}

int stream_get(struct stream *s)
{
	while (s->at == s->len) {
		const int rc = wait_readable(s);
		ssize_t n;

		if (rc < 0)
			return rc;
		n = recv(s->fd, s->buf, sizeof(s->buf), MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return errno == ECONNRESET ? -EPIPE : -errno;
		if (n == 0)
			return -EPIPE;
		s->at = 0;
		s->len = n > 0 ? (size_t)n : 0;
	}
	return s->buf[s->at++];
}

/* What we send is a few bytes, far less than a socket buffers: it need not wait. */
int stream_put(struct stream *s, const char *data, size_t len)
{
	const ssize_t n = send(s->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return (size_t)n == len ? 0 : -EIO;
}
