// SPDX-License-Identifier: GPL-2.0-only
#include "instance.h"
#include "auto.h"
#include "cli.h"
#include "sysfs.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* wire/fcopy.h has both as bytes. */
#define CLASS    "34d14be3-dee4-41c8-9ae7-6b174977c192"
#define INSTANCE "sys/bus/vmbus/devices/eb765408-105f-49b6-b4aa-c123b64d17d4"
#define NEW_ID   "sys/bus/vmbus/drivers/uio_hv_generic/new_id"

enum { MAX_RING = 16 << 20, PATH_SIZE = 96 };

enum { CHANNEL_OPEN = 3 }; /* include/linux/hyperv.h, CHANNEL_OPENED_STATE */

/* An entry of getdents64(2), which allocates nothing. */
struct entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool is_uio(const char *name)
{
	return strncmp(name, "uio", 3) == 0 && is_number(name + 3);
}

/* The first name in the folder @path that @fits. 0, -ENOENT when there is none, -errno. */
static int find_name(int root, const char *path, bool fits(const char *name),
                     char name[INSTANCE_NAME])
{
	AUTO_CLOSE int fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char buffer[512] __attribute__((aligned(8)));
	long len;

	if (fd < 0)
		return -errno;
	while ((len = syscall(SYS_getdents64, fd, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < len; at += ((struct entry *)(buffer + at))->length) {
			const char *found = ((struct entry *)(buffer + at))->name;

			if (fits(found) && strlen(found) < INSTANCE_NAME) {
				strcpy(name, found);
				return 0;
			}
		}
	}
	return len < 0 ? -errno : -ENOENT;
}

/* Bytes of the memory that uio shows as @map, 0 when there is none. */
static uint64_t map_size(int root, const char *uio, int map)
{
	char path[PATH_SIZE + 2 * INSTANCE_NAME];
	uint64_t size = 0;

	snprintf(path, sizeof(path), INSTANCE "/uio/%s/maps/map%d/size", uio, map);
	return hv_sysfs_uint(root, path, &size) < 0 ? 0 : size;
}

/* The file "ring" of the first channel, as the mapping of a kernel that does not say the size of its maps. */
static uint64_t ring_file_size(int root)
{
	char path[PATH_SIZE + 2 * INSTANCE_NAME], channel[INSTANCE_NAME];
	struct stat st;

	if (find_name(root, INSTANCE "/channels", is_number, channel) < 0)
		return 0;
	snprintf(path, sizeof(path), INSTANCE "/channels/%s/ring", channel);
	return fstatat(root, path, &st, 0) < 0 ? 0 : (uint64_t)st.st_size;
}

/*
 * Both rings are map 0, to the outer world first. What uio says of it is there before the node is, and is
 * what mmap checks; the file "ring" comes later, and up to early 6.12 says 4 MiB whatever it is.
 */
static int find_ring(int root, struct instance *i)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t both = map_size(root, i->uio, 0);

	if (both == 0)
		both = ring_file_size(root);
	if (both == 0)
		return -EAGAIN;
	if (both > 2 * (uint64_t)MAX_RING || both < 4 * page || both % (2 * page) != 0)
		return -EINVAL;
	i->ring_bytes = (uint32_t)(both / 2);
	return 0;
}

int instance_find(int root, struct instance *ret)
{
	struct instance i = { .ring_bytes = 0 };
	char driver[32];
	int rc;

	if (faccessat(root, INSTANCE, F_OK, 0) < 0)
		return -ENOENT;
	if (hv_sysfs_link(root, INSTANCE "/driver", driver, sizeof(driver)) < 0)
		return -ENODEV;
	rc = find_name(root, INSTANCE "/uio", is_uio, i.uio);
	if (rc == -ENOENT)
		return strcmp(driver, "uio_hv_generic") == 0 ? -EAGAIN : -ENOENT;
	if (rc == 0)
		rc = find_ring(root, &i);
	if (rc < 0)
		return rc;
	/* 3 and 4 are for network cards; kernels before 7 make them for all. */
	i.spare_bytes = map_size(root, i.uio, 3) + map_size(root, i.uio, 4);
	*ret = i;
	return 0;
}

bool instance_is_early(int root)
{
	uint64_t state;

	return hv_sysfs_uint(root, INSTANCE "/state", &state) == 0 && state != CHANNEL_OPEN;
}

int instance_bind(int root)
{
	AUTO_CLOSE int fd = openat(root, NEW_ID, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* EEXIST: it was told before */
	if (write(fd, CLASS, sizeof(CLASS) - 1) < 0 && errno != EEXIST)
		return -errno;
	return 0;
}
