// SPDX-License-Identifier: GPL-2.0-only
#include "handover.h"
#include "clock.h"
#include "file.h"
#include "line.h"
#include "wire/openat2.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { MAX_DEPTH = 32, MAX_ARGS = 256 };

/* A descriptor of @path as seen from ROOT_FOLDER, or -errno. */
static int open_inside(const char *path)
{
	const struct hv_open_how how = { .flags = O_PATH | O_CLOEXEC,
		                         .resolve = HV_RESOLVE_IN_ROOT };
	const int root = open(ROOT_FOLDER, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const int fd = root < 0 ? -1 : (int)syscall(HV_SYS_OPENAT2, root, path, &how, sizeof(how));
	const int err = errno;

	if (root >= 0)
		close(root);
	return fd < 0 ? -err : fd;
}

static int check(const char *path)
{
	const int fd = open_inside(path);
	struct stat st;
	int rc = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		rc = -errno;
	else if (!S_ISREG(st.st_mode) || !(st.st_mode & 0111))
		rc = -EACCES;
	close(fd);
	return rc;
}

const char *handover_find(const struct handover *handover, int *ret_errno)
{
	static const char usual[][11] = { "/sbin/init", "/etc/init", "/bin/init", "/bin/sh" };
	int rc;

	if (handover->init) {
		rc = check(handover->init);
		*ret_errno = -rc;
		return rc == 0 ? handover->init : NULL;
	}
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		rc = check(usual[i]);
		if (rc == 0)
			return usual[i];
		*ret_errno = i == 0 ? -rc : *ret_errno;
	}
	return NULL;
}

/* Whether @init is, behind its links, a file called systemd. */
static bool is_systemd(const char *init)
{
	char link[32] = "/proc/self/fd/", path[256];
	const int fd = open_inside(init);
	struct line number;
	ssize_t n;

	if (fd < 0)
		return false;
	number.len = 0;
	line_number(&number, (uint64_t)fd);
	memcpy(link + strlen("/proc/self/fd/"), number.text, number.len);
	link[strlen("/proc/self/fd/") + number.len] = '\0';
	n = readlink(link, path, sizeof(path) - 1);
	close(fd);
	if (n < (ssize_t)strlen("/systemd"))
		return false;
	path[n] = '\0';
	return strcmp(path + n - strlen("/systemd"), "/systemd") == 0;
}

/* The memory file, kept open over exec(2), or -errno. */
static int write_timestamp(const struct handover *h)
{
	const uint64_t age = clock_us(CLOCK_MONOTONIC) - h->born_us;
	const int fd = (int)syscall(SYS_memfd_create, "initrd-timestamp", 0);
	struct line line;

	if (fd < 0)
		return -errno;
	line.len = 0;
	line_text(&line, "initrd-timestamp=");
	line_number(&line, clock_us(CLOCK_REALTIME) - age);
	line_text(&line, " ");
	line_number(&line, h->born_us);
	line_text(&line, "\n\n"); /* an empty line ends the manager's own */
	if (write(fd, line.text, line.len) < 0 || lseek(fd, 0, SEEK_SET) < 0) {
		const int err = errno;

		close(fd);
		return -err;
	}
	return fd;
}

struct deletion {
	dev_t dev;
	unsigned int depth;
};

static bool delete_entry(void *ctx, int folder, const char *name, unsigned char type)
{
	struct deletion *d = ctx, deeper = { d->dev, d->depth + 1 };
	struct stat st;

	if (type != DT_DIR) {
		unlinkat(folder, name, 0);
		return true;
	}
	/* Another file system stays: the new root is one, and what somebody mounted in a shell. */
	if (deeper.depth > MAX_DEPTH || fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    st.st_dev != d->dev)
		return true;
	folder_walk(folder, name, delete_entry, &deeper);
	unlinkat(folder, name, AT_REMOVEDIR);
	return true;
}

/* The image takes memory as long as its files are there. Never from anything but a file system in memory. */
static void delete_image(int old_root)
{
	enum { RAMFS = 0x858458f6, TMPFS = 0x01021994 };
	struct statfs fs;
	struct stat st;

	if (fstatfs(old_root, &fs) < 0 || fstat(old_root, &st) < 0 ||
	    ((unsigned int)fs.f_type != RAMFS && (unsigned int)fs.f_type != TMPFS))
		return;
	folder_walk(old_root, ".", delete_entry, &(struct deletion){ st.st_dev, 0 });
}

static int move_mounts(void)
{
	static const char mounts[][6] = { "/dev", "/proc", "/sys", "/run" };
	char to[32] = ROOT_FOLDER;

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		memcpy(to + strlen(ROOT_FOLDER), mounts[i], strlen(mounts[i]) + 1);
		/* A root without the folder has no use for it: so switch_root(8) too. */
		if (mount(mounts[i], to, NULL, MS_MOVE, NULL) < 0)
			umount2(mounts[i], MNT_DETACH);
	}
	return 0;
}

static int change_root(void)
{
	const int old_root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = 0;

	move_mounts();
	if (chdir(ROOT_FOLDER) < 0)
		return -errno;
	if (old_root >= 0)
		delete_image(old_root);
	if (mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 || chdir("/") < 0)
		rc = -errno;
	close(old_root);
	return rc;
}

int handover_run(const struct handover *handover, const char *init, char **argv)
{
	char *args[MAX_ARGS] = { (char *)init };
	struct line option;
	size_t n = 1;
	int fd, rc;

	if (is_systemd(init) && (fd = write_timestamp(handover)) >= 0) {
		option.len = 0;
		line_text(&option, "--deserialize=");
		line_number(&option, (uint64_t)fd);
		option.text[option.len] = '\0';
		args[n++] = (char *)"--switched-root";
		args[n++] = (char *)"--system";
		args[n++] = option.text;
	}
	for (; *argv && n < MAX_ARGS - 1; argv++)
		args[n++] = *argv;
	rc = change_root();
	if (rc == 0)
		execve(init, args, environ);
	return rc < 0 ? rc : -errno;
}
