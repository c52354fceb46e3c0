/* SPDX-License-Identifier: GPL-2.0-only */
/* A disk image in a folder of its own, for the tests of hvhost's storage. */
#pragma once
#include "disk.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { IMAGE_SECTORS = 4096 };

static char image_folder[] = "/tmp/hvhost-XXXXXX", image[64];

/* Byte @at of a new image. */
static inline uint8_t image_byte(size_t at)
{
	return (uint8_t)(at / DISK_SECTOR * 7 + at % 251 + 1);
}

static inline void image_make(size_t bytes)
{
	int fd;

	strcpy(image_folder + sizeof(image_folder) - 7, "XXXXXX");
	is_true(mkdtemp(image_folder) != NULL);
	snprintf(image, sizeof(image), "%s/disk", image_folder);
	fd = open(image, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	for (size_t at = 0; at < bytes; at++) {
		uint8_t block[DISK_SECTOR], *p = &block[at % sizeof(block)];

		*p = image_byte(at);
		if (at % sizeof(block) == sizeof(block) - 1 || at == bytes - 1)
			is_int(write(fd, block, at % sizeof(block) + 1), at % sizeof(block) + 1);
	}
	close(fd);
}

static inline void image_remove(void)
{
	unlink(image);
	rmdir(image_folder);
}

/* @len bytes of the file itself. */
static inline void image_read(size_t at, void *data, size_t len)
{
	int fd = open(image, O_RDONLY | O_CLOEXEC);

	is_int(lseek(fd, (off_t)at, SEEK_SET), at);
	is_int(read(fd, data, len), len);
	close(fd);
}

/* Does @data hold what a new image holds from @at on? */
static inline bool image_is(const uint8_t *data, size_t at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] != image_byte(at + i))
			return false;
	return true;
}

/* Is it @byte all over? */
static inline bool is_filled(const uint8_t *data, uint8_t byte, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] != byte)
			return false;
	return true;
}
