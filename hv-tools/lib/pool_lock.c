// SPDX-License-Identifier: GPL-2.0-only
#include "pool_lock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/file.h>
#include <time.h>

enum { FIRST_NAP_NS = 1000000, LAST_NAP_NS = 64000000, NS_PER_MS = 1000000 };

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int lock_whole(int fd, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &whole) < 0 ? -errno : 0;
}

/* -EAGAIN: one of them is taken. */
static int try_both(int fd, bool exclusive)
{
	int rc;

	if (flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) < 0)
		return errno == EWOULDBLOCK || errno == EINTR ? -EAGAIN : -errno;
	rc = lock_whole(fd, exclusive ? F_WRLCK : F_RDLCK);
	if (rc < 0)
		flock(fd, LOCK_UN);
	return rc == -EACCES || rc == -EINTR ? -EAGAIN : rc;
}

int hv_pool_lock(int fd, bool exclusive, unsigned int wait_ms)
{
	const int64_t end = now_ns() + (int64_t)wait_ms * NS_PER_MS;
	struct timespec nap = { .tv_nsec = FIRST_NAP_NS };
	int rc;

	while ((rc = try_both(fd, exclusive)) == -EAGAIN && now_ns() < end) {
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < LAST_NAP_NS)
			nap.tv_nsec *= 2;
	}
	return rc == -EAGAIN ? -ETIMEDOUT : rc;
}

void hv_pool_unlock(int fd)
{
	lock_whole(fd, F_UNLCK);
	flock(fd, LOCK_UN);
}
