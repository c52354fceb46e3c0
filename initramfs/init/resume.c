// SPDX-License-Identifier: GPL-2.0-only
#include "resume.h"
#include "bytes.h"
#include "line.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
	/* of struct swsusp_header, from the page's end */
	MAGIC = 10,
	IMAGE = MAGIC + 10 + 4 + 8,
	PATH = 128,
};

int resume_check(const struct source *source, uint64_t offset, enum resume_state *ret_state)
{
	const uint64_t page = (uint64_t)getpagesize();
	uint8_t end[IMAGE];
	uint64_t at;
	int rc;

	if (__builtin_mul_overflow(offset, page, &at) ||
	    __builtin_add_overflow(at, page - sizeof(end), &at))
		return -EBADMSG;
	rc = source_read(source, at, end, sizeof(end));
	if (rc < 0)
		return rc == -ENODATA ? -EBADMSG : rc;
	if (memcmp(end + IMAGE - MAGIC, "S1SUSPEND", MAGIC) != 0) {
		*ret_state = memcmp(end + IMAGE - MAGIC, "SWAPSPACE2", MAGIC) == 0 ? RESUME_ABSENT
		                                                                   : RESUME_NO_SWAP;
		return 0;
	}
	/* Of its first page's place, in pages from the device's start. */
	if (le64(end) == 0 || le64(end) >= source->size / page)
		return -EBADMSG;
	*ret_state = RESUME_IMAGE;
	return 0;
}

static int write_file(const char *folder, const char *name, const struct line *line)
{
	char path[PATH];
	const size_t len = strlen(folder);
	int fd, rc = 0;

	if (len + strlen(name) >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, folder, len);
	strcpy(path + len, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, line->text, line->len) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

int resume_start(const char *sysfs, uint32_t major, uint32_t minor, uint64_t offset)
{
	struct line line = { .len = 0 };
	int rc;

	line_number(&line, offset);
	rc = write_file(sysfs, "/power/resume_offset", &line);
	/* Kernels before 4.17 have no such file, and need none for a swap partition. */
	if (rc < 0 && offset > 0)
		return rc;
	line.len = 0;
	line_number(&line, major);
	line_text(&line, ":");
	line_number(&line, minor);
	return write_file(sysfs, "/power/resume", &line);
}

int resume_try(const struct source *source, const char *sysfs, uint32_t major, uint32_t minor,
               uint64_t offset, enum resume_state *ret_state)
{
	int rc = resume_check(source, offset, ret_state);

	if (rc < 0 || *ret_state != RESUME_IMAGE)
		return rc;
	rc = resume_start(sysfs, major, minor, offset);
	*ret_state = RESUME_STALE;
	return rc;
}
