// SPDX-License-Identifier: GPL-2.0-only
#include "record.h"
#include "auto.h"
#include "file.h"
#include "machine.h"
#include "sysfs.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

enum { FOLDERS_MAX = 64, VALUE = 256, PROPERTIES_MAX = 1 << 20 };

struct walk {
	int root; /* the system's, for /run */
	struct bytes *out;
	struct fault *fault;
};

/* A word of one line cannot hold blanks; udev writes them as \x20 already. */
static int add_word(struct bytes *out, const char *key, const char *value)
{
	char text[VALUE];
	size_t n = 0;

	for (; value[n] && n + 1 < sizeof(text); n++)
		text[n] = isspace((unsigned char)value[n]) || iscntrl((unsigned char)value[n])
		                  ? '_'
		                  : value[n];
	text[n] = '\0';
	return n ? bytes_format(out, " %s%s", key, text) : 0;
}

/*
 * The module of the driver that a device has, or the driver's name when that is no module. What the firmware names is
 * driven as the device that the kernel made for it: such is the VMBus since Linux 6.4, with its devices below the
 * firmware's.
 */
static int driver_of(int dir, char *name, size_t size)
{
	static const char *const places[] = { "driver/module", "driver",
		                              "physical_node/driver/module",
		                              "physical_node/driver" };
	int rc = -ENOENT;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && rc < 0; i++)
		rc = hv_sysfs_link(dir, places[i], name, size);
	return rc;
}

static const struct {
	const char *property, *key;
} properties[] = {
	{ "E:ID_FS_TYPE=", "fs=" },
	{ "E:ID_FS_UUID=", "uuid=" },
	{ "E:ID_FS_LABEL_ENC=", "label=" },
	{ "E:ID_PART_ENTRY_UUID=", "partuuid=" },
	{ "E:ID_PART_ENTRY_NAME=", "partlabel=" },
};

/* What udev knows of the block device whose "major:minor" is @dev. Nothing, where there is no udev. */
static int add_properties(const struct walk *w, const char *dev)
{
	char path[64], text[16384];
	AUTO_CLOSE int fd = -1;
	ssize_t len;
	int rc = 0;

	snprintf(path, sizeof(path), "run/udev/data/b%.32s", dev);
	fd = openat(w->root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	len = fd < 0 ? -1 : hv_read_all(fd, text, sizeof(text) - 1);
	if (len < 0)
		return 0;
	text[len] = '\0';
	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(properties); i++) {
		const char *at = text;
		char value[VALUE];
		const size_t key = strlen(properties[i].property);

		while (at && strncmp(at, properties[i].property, key) != 0)
			at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
		if (!at)
			continue;
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(at + key, "\n"), at + key);
		rc = add_word(w->out, properties[i].key, value);
	}
	return rc;
}

static int add_tabs(struct bytes *out, unsigned int depth)
{
	int rc = 0;

	while (rc == 0 && depth-- > 0)
		rc = bytes_text(out, "\t");
	return rc;
}

/* Below a device without a driver hangs nothing that waits for one: @depth stays. */
static int add_device(const struct walk *w, int dir, unsigned int *depth, const char *modalias)
{
	char driver[VALUE];
	int rc = add_tabs(w->out, *depth);

	rc = rc < 0 ? rc : bytes_text(w->out, "device");
	rc = rc < 0 ? rc : add_word(w->out, "", modalias);
	if (rc == 0 && driver_of(dir, driver, sizeof(driver)) > 0) {
		rc = add_word(w->out, "driver=", driver);
		++*depth;
	}
	return rc < 0 ? rc : bytes_text(w->out, "\n");
}

static int add_block(const struct walk *w, unsigned int depth, const char *name, const char *dev)
{
	int rc = add_tabs(w->out, depth);

	rc = rc < 0 ? rc : bytes_format(w->out, "block");
	rc = rc < 0 ? rc : add_word(w->out, "", name);
	rc = rc < 0 ? rc : add_properties(w, dev);
	return rc < 0 ? rc : bytes_text(w->out, "\n");
}

/* Is the folder a block device? Those below .../block/ have a number; partitions stand in that of their disk. */
static bool is_block(int dir)
{
	char subsystem[VALUE];

	return hv_sysfs_link(dir, "subsystem", subsystem, sizeof(subsystem)) > 0 &&
	       strcmp(subsystem, "block") == 0;
}

static int walk_folder(const struct walk *w, int parent, const char *name, unsigned int depth,
                       unsigned int folders);

static int compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_folder(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && entry->d_name[0] != '.';
}

static int walk_children(const struct walk *w, int dir, unsigned int depth, unsigned int folders)
{
	struct dirent **names = NULL;
	const int n = scandirat(dir, ".", &names, is_folder, compare);
	int rc = 0;

	for (int i = 0; i < n; i++) {
		if (rc == 0)
			rc = walk_folder(w, dir, names[i]->d_name, depth, folders + 1);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int walk_folder(const struct walk *w, int parent, const char *name, unsigned int depth,
                       unsigned int folders)
{
	AUTO_CLOSE int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	char modalias[VALUE], dev[VALUE];
	int rc = 0;

	if (dir < 0)
		return 0; /* gone meanwhile */
	if (folders > FOLDERS_MAX || depth == MACHINE_DEPTH)
		return fault_set(w->fault, -ELOOP, "sys/devices: folders without end at %s", name);
	if (is_block(dir) && hv_sysfs_read(dir, "dev", dev, sizeof(dev)) > 0)
		rc = add_block(w, depth++, name, dev);
	else if (hv_sysfs_read(dir, "modalias", modalias, sizeof(modalias)) > 0)
		rc = add_device(w, dir, &depth, modalias);
	if (rc < 0)
		return fault_set(w->fault, rc, "out of memory");
	return walk_children(w, dir, depth, folders);
}

int record_machine(const char *root, struct bytes *out, struct fault *fault)
{
	AUTO_CLOSE int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct walk w = { fd, out, fault };
	AUTO_CLOSE int devices = -1;

	if (fd < 0)
		return fault_set(fault, -errno, "%s: %s", root, strerror(errno));
	devices = openat(fd, "sys/devices", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (devices < 0)
		return fault_set(fault, -errno, "%s/sys/devices: %s", root, strerror(errno));
	return walk_children(&w, devices, 0, 0);
}
