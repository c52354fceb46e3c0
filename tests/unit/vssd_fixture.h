/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest for the tests of hv_vss_daemon: a folder that stands for "/", file systems that are folders in
 * it, and a freeze that only notes down what it is asked for, in memory that forked processes share.
 */
#pragma once
#include "tap.h"
#include "vssd/context.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct guest {
	char dir[64];
	int root, log_fd;
	struct hv_log log;
	struct vss_config config;
	struct vss_context c;
	struct vss_ops ops;
	struct guest_disk {
		char point[128];
		_Atomic int rc;      /* what freezing it comes to */
		_Atomic int hang_ms; /* how long that takes */
		_Atomic int thaw_rc;
		_Atomic bool frozen;
		_Atomic int pid; /* of who freezes it */
	} * disks;               /* shared, 16 */
	struct guest_trace {
		_Atomic unsigned int count;
		char words[256][160]; /* "freeze /mnt" */
	} * trace;                    /* shared */
};

static inline void *guest_share(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static inline void guest_note(struct guest *g, const char *what, const char *point)
{
	const unsigned int i = g->trace->count++;

	if (i < 256)
		snprintf(g->trace->words[i], sizeof(g->trace->words[i]), "%s %s", what, point);
}

static inline struct guest_disk *guest_disk_at(struct guest *g, const char *point)
{
	for (int i = 0; i < 16; i++) {
		if (!g->disks[i].point[0])
			snprintf(g->disks[i].point, sizeof(g->disks[i].point), "%s", point);
		if (strcmp(g->disks[i].point, point) == 0)
			return &g->disks[i];
	}
	abort();
}

static inline struct guest_disk *guest_disk_of(struct guest *g, int fd)
{
	char link[32], path[256];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		abort();
	path[n] = '\0';
	return guest_disk_at(g, path[strlen(g->dir)] ? path + strlen(g->dir) : "/");
}

static inline void guest_pause(int ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000l };

	nanosleep(&t, NULL);
}

static inline int guest_sync(void *ctx, int fd)
{
	return 0;
}

static inline int guest_freeze(void *ctx, int fd)
{
	struct guest *g = ctx;
	struct guest_disk *d = guest_disk_of(g, fd);

	d->pid = getpid();
	guest_note(g, "freeze", d->point);
	if (d->hang_ms)
		guest_pause(d->hang_ms);
	if (d->rc == 0)
		d->frozen = true;
	return d->rc;
}

static inline int guest_thaw(void *ctx, int fd)
{
	struct guest *g = ctx;
	struct guest_disk *d = guest_disk_of(g, fd);
	const bool was = d->frozen;

	guest_note(g, "thaw", d->point);
	if (d->thaw_rc)
		return d->thaw_rc;
	d->frozen = false;
	return was ? 0 : -EINVAL;
}

static inline void guest_mkdirs(struct guest *g, const char *path, bool last)
{
	char part[512];

	for (const char *p = path; *p; p++) {
		if (*p != '/')
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		if (*part)
			mkdirat(g->root, part, 0755);
	}
	if (last)
		mkdirat(g->root, path, 0755);
}

/* @path without its first '/' */
static inline void guest_write(struct guest *g, const char *path, const char *text)
{
	int fd;

	guest_mkdirs(g, path, false);
	fd = openat(g->root, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	is_true(fd >= 0);
	is_int(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* The mounts, and a folder for each mount point. */
static inline void guest_mounts(struct guest *g, const char *mountinfo)
{
	const char *line = mountinfo;
	char point[256];

	guest_write(g, "proc/self/mountinfo", mountinfo);
	for (; *line; line = strchr(line, '\n') + 1)
		if (sscanf(line, "%*s %*s %*s %*s /%255s", point) == 1 && !strchr(point, '\\'))
			guest_mkdirs(g, point, true);
}

static inline void guest_begin(struct guest *g)
{
	*g = (struct guest){ .dir = "/tmp/hv-vssd-XXXXXX" };
	is_true(mkdtemp(g->dir) != NULL);
	g->root = open(g->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g->log_fd = memfd_create("log", MFD_CLOEXEC);
	hv_log_init(&g->log, "test", true);
	g->log.prefix = false;
	g->log.fd = g->log_fd;
	g->config = (struct vss_config){ .deadline_s = 60,
		                         .mount_deadline_s = 10,
		                         .hook_deadline_s = 10 };
	g->disks = guest_share(16 * sizeof(*g->disks));
	g->trace = guest_share(sizeof(*g->trace));
	g->ops = (struct vss_ops){ guest_sync, guest_freeze, guest_thaw, g };
	g->c = (struct vss_context){
		.root = g->root, .config = &g->config, .ops = &g->ops, .log = &g->log
	};
}

static inline int guest_remove(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	return remove(path);
}

static inline void guest_end(struct guest *g)
{
	nftw(g->dir, guest_remove, 16, FTW_DEPTH | FTW_PHYS);
	munmap(g->disks, 16 * sizeof(*g->disks));
	munmap(g->trace, sizeof(*g->trace));
	close(g->root);
	close(g->log_fd);
}

/* Whether the log has @text. */
static inline bool guest_said(struct guest *g, const char *text)
{
	static char log[65536];
	const ssize_t n = pread(g->log_fd, log, sizeof(log) - 1, 0);

	log[n < 0 ? 0 : n] = '\0';
	if (!strstr(log, text))
		printf("# not in the log: %s\n# %s\n", text, log);
	return strstr(log, text) != NULL;
}

/* What was done, as "freeze /a, freeze /, thaw /". */
static inline const char *guest_did(struct guest *g)
{
	static char all[8192];

	all[0] = '\0';
	for (unsigned int i = 0; i < g->trace->count && i < 256; i++) {
		strcat(all, i ? ", " : "");
		strcat(all, g->trace->words[i]);
	}
	return all;
}

/* Up to @ms milliseconds for that many things to have been done. */
static inline bool guest_did_within(struct guest *g, unsigned int count, int ms)
{
	for (; ms > 0 && g->trace->count < count; ms -= 10)
		guest_pause(10);
	return g->trace->count >= count;
}

static inline bool guest_has(struct guest *g, const char *path)
{
	return faccessat(g->root, path, F_OK, 0) == 0;
}

/* Up to @ms milliseconds for a file to be gone. */
static inline bool guest_lost_within(struct guest *g, const char *path, int ms)
{
	for (; ms > 0 && guest_has(g, path); ms -= 10)
		guest_pause(10);
	return !guest_has(g, path);
}
