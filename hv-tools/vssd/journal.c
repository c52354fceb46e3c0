// SPDX-License-Identifier: GPL-2.0-only
#include "journal.h"
#include "auto.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#define FOLDER     "run/hvkit"
#define FILE_NAME  FOLDER "/vss.frozen"
#define FIRST_LINE "hvkit vss 1\n"

enum {
	FIRST_LEN = sizeof(FIRST_LINE) - 1,
	LINE_MAX_LEN = 256 * 4 + 32,
	TEXT_MAX = FIRST_LEN + VSS_ENTRIES_MAX * LINE_MAX_LEN,
	WAIT_MS = 5000,
	STEP_MS = 50,
};

static int make_folder(int root)
{
	if (mkdirat(root, "run", 0755) < 0 && errno != EEXIST)
		return -errno;
	return mkdirat(root, FOLDER, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

int vss_journal_begin(int root, struct vss_journal *journal)
{
	int rc = make_folder(root);
	struct stat st;

	*journal = (struct vss_journal){ .fd = -1 };
	if (rc < 0)
		return rc;
	journal->fd = openat(root, FILE_NAME,
	                     O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	if (journal->fd < 0)
		return -errno;
	if (flock(journal->fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	if (fstat(journal->fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size != 0)
		return -EEXIST;
	if (write(journal->fd, FIRST_LINE, FIRST_LEN) != FIRST_LEN)
		return errno ? -errno : -ENOSPC;
	return 0;
}

/* Blanks and what else would break a line become "\ooo". */
static size_t escape(char *to, const char *from)
{
	size_t len = 0;

	for (; *from; from++) {
		const unsigned char c = (unsigned char)*from;

		if (c > ' ' && c != '\\' && c != 0x7f)
			to[len++] = *from;
		else
			len += (size_t)sprintf(to + len, "\\%03o", c);
	}
	return len;
}

static size_t format_line(char *to, const struct vss_entry *e)
{
	size_t len = (size_t)sprintf(to, "%c %u:%u ", VSS_MARK_PLANNED, e->major, e->minor);

	len += escape(to + len, e->point);
	to[len++] = '\n';
	return len;
}

static int write_at(int fd, const char *bytes, size_t len, size_t at)
{
	const ssize_t n = pwrite(fd, bytes, len, (off_t)at);

	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -ENOSPC;
}

int vss_journal_plan(struct vss_journal *journal, const struct vss_table *table)
{
	char line[LINE_MAX_LEN];
	size_t at = FIRST_LEN;
	struct stat st;

	if (fstat(journal->fd, &st) < 0)
		return -errno;
	for (uint32_t i = 0; i < table->count; i++) {
		const struct vss_entry *e = &table->entries[i];
		const size_t len = format_line(line, e);
		int rc;

		if (makedev(e->major, e->minor) == st.st_dev)
			return -EXDEV;
		rc = write_at(journal->fd, line, len, at);
		if (rc < 0)
			return rc;
		at += len;
	}
	journal->map = mmap(NULL, at, PROT_READ | PROT_WRITE, MAP_SHARED, journal->fd, 0);
	if (journal->map == MAP_FAILED) {
		journal->map = NULL;
		return -errno;
	}
	journal->size = at;
	return 0;
}

void vss_journal_mark(struct vss_journal *journal, uint32_t i, enum vss_mark mark)
{
	char *at = journal->map ? journal->map + FIRST_LEN : NULL;

	for (; at && i > 0; i--) {
		at = memchr(at, '\n', journal->size - (size_t)(at - journal->map));
		at = at ? at + 1 : NULL;
	}
	if (at && at < journal->map + journal->size)
		*at = (char)mark;
}

void vss_journal_end(int root, struct vss_journal *journal, bool remove)
{
	if (remove && journal->fd >= 0)
		vss_journal_remove(root);
	if (journal->map)
		munmap(journal->map, journal->size);
	if (journal->fd >= 0)
		close(journal->fd);
	*journal = (struct vss_journal){ .fd = -1 };
}

/* A predecessor's watchdog thaws by itself, and its lock goes with it. */
static void wait_for_lock(int fd)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000l };

	for (int ms = 0; ms < WAIT_MS && flock(fd, LOCK_EX | LOCK_NB) < 0; ms += STEP_MS)
		nanosleep(&step, NULL);
}

/* "+ 8:1 /mnt" */
static bool parse_line(char *line, struct vss_entry *ret)
{
	unsigned long major, minor;
	char *number = line + 2, *colon, *blank;

	if ((line[0] != VSS_MARK_PLANNED && line[0] != VSS_MARK_FROZEN &&
	     line[0] != VSS_MARK_NOT_OURS) ||
	    line[1] != ' ')
		return false;
	colon = strchr(number, ':');
	blank = strchr(number, ' ');
	if (!colon || !blank || blank < colon)
		return false;
	*colon = *blank = '\0';
	if (hv_parse_uint(number, 0, UINT32_MAX, &major) < 0 ||
	    hv_parse_uint(colon + 1, 0, UINT32_MAX, &minor) < 0)
		return false;
	*ret = (struct vss_entry){
		.major = (uint32_t)major,
		.minor = (uint32_t)minor,
		.fd = -1,
		.state = line[0] == VSS_MARK_FROZEN ? VSS_FROZEN : VSS_PLANNED,
	};
	snprintf(ret->point, sizeof(ret->point), "%s", blank + 1);
	return true;
}

int vss_journal_parse(char *text, size_t len, struct vss_table *ret)
{
	char *line = text, *const end = text + len;

	ret->count = 0;
	if (len < FIRST_LEN || memcmp(text, FIRST_LINE, FIRST_LEN) != 0)
		return -EINVAL;
	for (line += FIRST_LEN; line < end && ret->count < VSS_ENTRIES_MAX;) {
		char *stop = memchr(line, '\n', (size_t)(end - line));

		if (!stop)
			break;
		*stop = '\0';
		if (parse_line(line, &ret->entries[ret->count]))
			ret->count++;
		line = stop + 1;
	}
	return 0;
}

static int read_text(int fd, struct vss_table *ret)
{
	char *text = mmap(NULL, TEXT_MAX, PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ssize_t len;
	int rc;

	if (text == MAP_FAILED)
		return -ENOMEM;
	do
		len = pread(fd, text, TEXT_MAX, 0);
	while (len < 0 && errno == EINTR);
	rc = len < 0 ? -errno : vss_journal_parse(text, (size_t)len, ret);
	munmap(text, TEXT_MAX);
	return rc;
}

int vss_journal_read(int root, struct vss_table *ret)
{
	AUTO_CLOSE int fd = openat(root, FILE_NAME, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return -errno;
	wait_for_lock(fd);
	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_nlink == 0)
		return -ENOENT; /* its watchdog came through meanwhile */
	return S_ISREG(st.st_mode) ? read_text(fd, ret) : -EINVAL;
}

int vss_journal_remove(int root)
{
	return unlinkat(root, FILE_NAME, 0) < 0 ? -errno : 0;
}
