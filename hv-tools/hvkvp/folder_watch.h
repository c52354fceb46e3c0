/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Wakes up when something may have changed in the folder of the pools, by inotify(7); no folder has to be there for
 * that: the nearest one above is watched until it is.
 */
#pragma once

struct folder_watch {
	int fd;      /* readable when something happened */
	int root_fd; /* the caller's */
	int watch;   /* inotify's number of it */
	int depth;   /* of the folder watched: 3 is that of the pools */
};

/* 0 or -errno. folder_watch_close() after success only. */
int folder_watch_open(struct folder_watch *w, int root_fd);
void folder_watch_close(struct folder_watch *w);
/* Take what has happened, and follow the folder if it has come or gone. 0 or -errno. */
int folder_watch_drain(struct folder_watch *w);
