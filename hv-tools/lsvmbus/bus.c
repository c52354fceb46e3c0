// SPDX-License-Identifier: GPL-2.0-only
#include "bus.h"
#include "auto.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { RING_UNIT = 4096, RING_TRIES = 8 };

/* enum vmbus_channel_state of the kernel's include/linux/hyperv.h */
static const char *const states[] = { "offer", "opening", "open", "opened" };

const char *device_state_name(const struct device *device)
{
	const struct number state = device->state;

	return state.known && state.value < ARRAY_SIZE(states) ? states[state.value] : NULL;
}

/*
 * What can be read from a ring and what can be written into it is all of it, if nothing moved between the two
 * questions; a ring is whole pages.
 */
static struct number ring_bytes(int dir, const char *readable, const char *writable)
{
	for (int i = 0; i < RING_TRIES; i++) {
		const struct number r = attr_number(dir, readable), w = attr_number(dir, writable);
		struct number sum = { true, 0 };

		if (!r.known || !w.known || __builtin_add_overflow(r.value, w.value, &sum.value))
			break;
		if (sum.value > 0 && sum.value % RING_UNIT == 0)
			return sum;
	}
	return (struct number){ false, 0 };
}

static int read_device(int dir, struct device *d)
{
	d->id = attr_number(dir, "id");
	attr_guid(dir, "class_id", d->class_id);
	attr_guid(dir, "device_id", d->device_id);
	d->class = class_find(d->class_id);
	attr_link(dir, "driver", d->driver);
	d->state = attr_number(dir, "state");
	d->numa_node = attr_number(dir, "numa_node"); /* -1 is no number: no node */
	d->vendor = attr_number(dir, "vendor");
	d->device = attr_number(dir, "device");
	d->rings.in_bytes = ring_bytes(dir, "in_read_bytes_avail", "in_write_bytes_avail");
	d->rings.out_bytes = ring_bytes(dir, "out_read_bytes_avail", "out_write_bytes_avail");
	return channels_read(dir, &d->channels);
}

/* Room for one more. */
static int grow(struct bus *bus)
{
	struct device *more;

	if ((bus->count & (bus->count - 1)) != 0)
		return 0;
	more = realloc(bus->devices, (bus->count ? 2 * bus->count : 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	bus->devices = more;
	return 0;
}

static int add(int folder, const char *name, struct bus *bus)
{
	AUTO_CLOSE int dir = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct device *d;
	int rc;

	if (dir < 0 || !attr_is_name(name) || bus->count == BUS_MAX_DEVICES) {
		bus->skipped++;
		return 0;
	}
	rc = grow(bus);
	if (rc < 0)
		return rc;
	d = &bus->devices[bus->count++];
	*d = (struct device){ .class = class_find(NULL) };
	strcpy(d->name, name);
	return read_device(dir, d);
}

static int by_id(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	if (x->id.known != y->id.known)
		return x->id.known ? -1 : 1;
	if (x->id.value != y->id.value)
		return x->id.value < y->id.value ? -1 : 1;
	return strcmp(x->name, y->name);
}

int bus_read(int root, struct bus *ret)
{
	const int fd = openat(root, &BUS_FOLDER[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	int rc = folder ? 0 : -errno;

	*ret = (struct bus){ 0 };
	if (!folder) {
		if (fd >= 0)
			close(fd);
		return rc;
	}
	for (const struct dirent *e; rc == 0 && (e = readdir(folder));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			rc = add(fd, e->d_name, ret);
	closedir(folder);
	if (ret->count > 1)
		qsort(ret->devices, ret->count, sizeof(*ret->devices), by_id);
	return rc;
}

void bus_done(struct bus *bus)
{
	for (size_t i = 0; i < bus->count; i++)
		channels_done(&bus->devices[i].channels);
	free(bus->devices);
	*bus = (struct bus){ 0 };
}
