/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's disk in a file or block device of the host: raw, 512-byte sectors. While it is open, locks
 * keep every program that asks for them from writing to the file, and from reading it while we write.
 *
 * A function returns 0 when all of it was done, else -errno: -ERANGE beyond the end, -EROFS, -ENOSPC (or
 * -EDQUOT, -EFBIG), -ENODATA for a file that has become shorter. One thread at a time.
 */
#pragma once
#include <linux/limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DISK_SECTOR = 512, DISK_MAX_LUN = 63 };

enum disk_mode {
	DISK_DIRECT,
	DISK_READ_ONLY,
	DISK_SNAPSHOT, /* what the guest writes is kept in memory and then forgotten */
};

struct disk {
	enum disk_mode mode;
	int fd;
	int overlay;      /* snapshot: a file in memory with the sectors written */
	uint8_t *written; /* snapshot: a bit for each sector */
	uint64_t sectors;
	uint64_t id;     /* of the file, for the guest */
	int flush_error; /* a flush that failed once cannot be made good */
};

/* "FILE[,ro|,snapshot][,lun=N][,controller=ide]" taken apart; other commas belong to the name. */
struct disk_spec {
	char path[PATH_MAX];
	enum disk_mode mode;
	int lun; /* -1: not given */
	bool ide;
};

/* 0, or -EINVAL. */
int disk_spec_parse(const char *text, struct disk_spec *ret);
/* One of the options, without its comma: 1, 0 when it is none, -EINVAL. */
int disk_spec_option(struct disk_spec *spec, const char *option);

/* 0, or -1 with the reason in @error. */
int disk_open(struct disk *d, const char *path, enum disk_mode mode, char *error, size_t size);
void disk_close(struct disk *d);

int disk_read(struct disk *d, uint64_t sector, void *data, uint32_t count);
int disk_write(struct disk *d, uint64_t sector, void *data, uint32_t count);
/* What was written is on the medium when this returns. */
int disk_flush(struct disk *d);
/* Give the sectors' space back; they read as zeroes. -EOPNOTSUPP where the file system cannot. */
int disk_unmap(struct disk *d, uint64_t sector, uint64_t count);
