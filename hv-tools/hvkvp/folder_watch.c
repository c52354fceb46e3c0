// SPDX-License-Identifier: GPL-2.0-only
#include "folder_watch.h"
#include "auto.h"
#include "options.h"
#include <errno.h>
#include <stdio.h>
#include <sys/inotify.h>

static const char *const steps[] = { ".", "var", "var/lib", "var/lib/hyperv" };

enum { POOLS = ARRAY_SIZE(steps) - 1 };

static const uint32_t gone = IN_DELETE_SELF | IN_MOVE_SELF;

/* Watch what the descriptor stands for: a path could lead elsewhere. */
static int watch_step(const struct folder_watch *w, int depth)
{
	const uint32_t mask = depth == POOLS ? IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE |
	                                               IN_MOVED_FROM | IN_MOVED_TO | gone
	                                     : IN_CREATE | IN_MOVED_TO | gone;
	AUTO_CLOSE int fd = folder_below(w->root_fd, steps[depth]);
	char path[32];
	int rc;

	if (fd < 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = inotify_add_watch(w->fd, path, mask | IN_ONLYDIR);
	return rc < 0 ? -errno : rc;
}

/*
 * Down as far as there are folders. One that is made before its parent is watched is seen by the next step, one made
 * after that by the parent's watch.
 */
static int follow(struct folder_watch *w)
{
	const int old = w->watch;
	int watch = watch_step(w, 0), depth = 0, next = watch;

	while (next >= 0 && depth < POOLS) {
		next = watch_step(w, depth + 1);
		if (next < 0)
			break;
		if (next != watch)
			inotify_rm_watch(w->fd, watch);
		watch = next;
		depth++;
	}
	if (old >= 0 && old != watch)
		inotify_rm_watch(w->fd, old);
	w->watch = watch;
	w->depth = depth;
	return next < 0 && next != -ENOENT ? next : 0;
}

int folder_watch_open(struct folder_watch *w, int root_fd)
{
	int rc;

	*w = (struct folder_watch){ .root_fd = root_fd, .watch = -1 };
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (w->fd < 0)
		return -errno;
	rc = follow(w);
	if (rc < 0)
		folder_watch_close(w);
	return rc;
}

void folder_watch_close(struct folder_watch *w)
{
	close(w->fd);
	w->fd = -1;
}

int folder_watch_drain(struct folder_watch *w)
{
	char buf[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool moved = false;
	ssize_t n;

	while ((n = read(w->fd, buf, sizeof(buf))) > 0) {
		for (char *at = buf; at < buf + n;) {
			const struct inotify_event *e = (const struct inotify_event *)at;

			/* Not the end of the watches on the way down: following makes more of those. */
			moved |= e->wd == w->watch &&
			         (w->depth < POOLS || (e->mask & (gone | IN_IGNORED)));
			at += sizeof(*e) + e->len;
		}
	}
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return -errno;
	return moved ? follow(w) : 0;
}
