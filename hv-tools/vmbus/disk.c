// SPDX-License-Identifier: GPL-2.0-only
#include "disk.h"
#include "auto.h"
#include "cli.h"
#include "io.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

int disk_spec_option(struct disk_spec *spec, const char *option)
{
	unsigned long lun;

	if (strcmp(option, "ro") == 0 || strcmp(option, "snapshot") == 0) {
		if (spec->mode != DISK_DIRECT)
			return -EINVAL;
		spec->mode = option[0] == 'r' ? DISK_READ_ONLY : DISK_SNAPSHOT;
		return 1;
	}
	if (strcmp(option, "controller=ide") == 0) {
		spec->ide = true;
		return 1;
	}
	if (strncmp(option, "lun=", 4) != 0)
		return 0;
	if (spec->lun >= 0 || hv_parse_uint(option + 4, 0, DISK_MAX_LUN, &lun) < 0)
		return -EINVAL;
	spec->lun = (int)lun;
	return 1;
}

int disk_spec_parse(const char *text, struct disk_spec *ret)
{
	char *comma;
	int rc = 1;

	*ret = (struct disk_spec){ .lun = -1 };
	if (strlen(text) >= sizeof(ret->path))
		return -EINVAL;
	strcpy(ret->path, text);
	while (rc > 0 && (comma = strrchr(ret->path, ','))) {
		rc = disk_spec_option(ret, comma + 1);
		if (rc > 0)
			*comma = '\0';
	}
	return rc < 0 || ret->path[0] == '\0' ? -EINVAL : 0;
}

static const char *lock_file(const struct disk *d)
{
	struct flock lock = { .l_type = d->mode == DISK_DIRECT ? F_WRLCK : F_RDLCK,
		              .l_whence = SEEK_SET };

	if (fcntl(d->fd, F_OFD_SETLK, &lock) == 0)
		return NULL;
	return errno == EAGAIN || errno == EACCES ? "in use: somebody has it locked"
	                                          : "cannot be locked";
}

static bool make_overlay(struct disk *d)
{
	d->overlay = memfd_create("hvhost-snapshot", MFD_CLOEXEC);
	d->written = calloc(1, d->sectors / 8 + 1);
	return d->overlay >= 0 && d->written &&
	       ftruncate(d->overlay, (off_t)(d->sectors * DISK_SECTOR)) == 0;
}

/* What is wrong with the file, in words; NULL: nothing. */
static const char *take_file(struct disk *d, const char *path)
{
	/* O_NONBLOCK: not to wait at a pipe. O_EXCL: of a block device, that nobody has it mounted. */
	const int flags = O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	const char *why;
	struct stat st;
	off_t size;

	d->fd = open(path, flags | (d->mode == DISK_DIRECT ? O_RDWR | O_EXCL : O_RDONLY));
	if (d->fd < 0 || fstat(d->fd, &st) < 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return "neither a file nor a block device";
	why = lock_file(d);
	if (why)
		return why;
	size = lseek(d->fd, 0, SEEK_END); /* unlike stat(2) it knows block devices, too */
	if (size <= 0)
		return size < 0 ? strerror(errno) : "empty";
	if (size % DISK_SECTOR != 0)
		return "not a multiple of 512 bytes: truncated?";
	d->sectors = (uint64_t)size / DISK_SECTOR;
	d->id = (uint64_t)st.st_dev << 40 ^ st.st_ino;
	return d->mode == DISK_SNAPSHOT && !make_overlay(d) ? "no memory for a snapshot" : NULL;
}

int disk_open(struct disk *d, const char *path, enum disk_mode mode, char *error, size_t size)
{
	const char *why;

	*d = (struct disk){ .mode = mode, .fd = -1, .overlay = -1 };
	why = take_file(d, path);
	if (!why)
		return 0;
	snprintf(error, size, "%s: %s", path, why);
	disk_close(d);
	return -1;
}

void disk_close(struct disk *d)
{
	hv_auto_close(&d->fd);
	hv_auto_close(&d->overlay);
	free(d->written);
	*d = (struct disk){ .fd = -1, .overlay = -1 };
}

static bool is_written(const struct disk *d, uint64_t sector)
{
	return d->written && d->written[sector / 8] & 1u << sector % 8;
}

static void set_written(struct disk *d, uint64_t sector, uint64_t count)
{
	for (; d->written && count > 0; sector++, count--)
		d->written[sector / 8] |= (uint8_t)(1u << sector % 8);
}

/* -EROFS or -ERANGE, before anything is done; a disk is never written beyond its end. */
static int check(const struct disk *d, bool write, uint64_t sector, uint64_t count)
{
	if (write && d->mode == DISK_READ_ONLY)
		return -EROFS;
	return sector <= d->sectors && count <= d->sectors - sector ? 0 : -ERANGE;
}

static int transfer(int fd, bool write, uint64_t sector, uint8_t *data, uint64_t count)
{
	const off_t at = (off_t)(sector * DISK_SECTOR);

	return write ? hv_io_pwrite(fd, data, count * DISK_SECTOR, at)
	             : hv_io_pread(fd, data, count * DISK_SECTOR, at);
}

int disk_read(struct disk *d, uint64_t sector, void *data, uint32_t count)
{
	int rc = check(d, false, sector, count);
	uint32_t run;

	for (uint32_t done = 0; rc == 0 && done < count; done += run) {
		const bool written = is_written(d, sector + done);

		run = 1;
		while (done + run < count && is_written(d, sector + done + run) == written)
			run++;
		rc = transfer(written ? d->overlay : d->fd, false, sector + done,
		              (uint8_t *)data + (size_t)done * DISK_SECTOR, run);
	}
	return rc;
}

/* Where what the guest writes goes. */
static int target(const struct disk *d)
{
	return d->mode == DISK_SNAPSHOT ? d->overlay : d->fd;
}

int disk_write(struct disk *d, uint64_t sector, void *data, uint32_t count)
{
	int rc = check(d, true, sector, count);

	if (rc == 0)
		rc = transfer(target(d), true, sector, data, count);
	if (rc == 0)
		set_written(d, sector, count);
	return rc;
}

int disk_flush(struct disk *d)
{
	/* The kernel tells of a lost page once and then forgets it: later flushes prove nothing. */
	if (d->mode == DISK_DIRECT && d->flush_error == 0 && fdatasync(d->fd) < 0)
		d->flush_error = -errno;
	return d->flush_error;
}

int disk_unmap(struct disk *d, uint64_t sector, uint64_t count)
{
	int rc = check(d, true, sector, count);

	if (rc < 0 || count == 0)
		return rc;
	if (fallocate(target(d), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	              (off_t)(sector * DISK_SECTOR), (off_t)(count * DISK_SECTOR)) < 0)
		return -errno;
	set_written(d, sector, count);
	return 0;
}
