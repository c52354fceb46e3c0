/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices on VMBus, as sysfs tells of them. */
#pragma once
#include "channel.h"
#include "class.h"

#define BUS_FOLDER "/sys/bus/vmbus/devices"
enum { BUS_MAX_DEVICES = 2048 };

/* The data areas of the primary channel's rings, without the page of their headers. */
struct rings {
	struct number in_bytes, out_bytes;
};

struct device {
	char name[NAME_TEXT]; /* of its folder */
	struct number id;     /* the relid of its primary channel */
	char class_id[GUID_TEXT], device_id[GUID_TEXT];
	const struct vmbus_class *class;
	char driver[NAME_TEXT];
	struct number state, numa_node, vendor, device;
	struct rings rings;
	struct channels channels;
};

struct bus {
	struct device *devices; /* by id, those without one last */
	size_t count;
	size_t skipped; /* folders that are no device's, or one too many */
};

/*
 * All devices below @root. -ENOENT when there is no such bus; another errno when its folder cannot be read;
 * what cannot be read of a device is left out of it. bus_done() in any case.
 */
int bus_read(int root, struct bus *ret);
void bus_done(struct bus *bus);

/* "offer", "opening", "open", "opened"; NULL when it is none of them. */
const char *device_state_name(const struct device *device);
