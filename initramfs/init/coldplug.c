// SPDX-License-Identifier: GPL-2.0-only
#include "coldplug.h"
#include "glob.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Called with the alias of each device; the device's folder is @device in @folder. */
struct walk {
	void (*fn)(struct walk *walk, int folder, const char *device, const char *alias);
	struct modules *modules;
	char *aliases;
	size_t len, size;
	unsigned int n;
};

/* @ret: "NAME/FILE". false: too long a name. */
static bool join(char *ret, size_t size, const char *name, const char *file)
{
	const size_t len = strlen(name), more = strlen(file) + 1;

	if (len + more > size)
		return false;
	memcpy(ret, name, len);
	memcpy(ret + len, file, more);
	return true;
}

/* All processors but the first ask for the same; there may be hundreds. */
static bool is_further_cpu(const char *name)
{
	return strncmp(name, "cpu", 3) == 0 && strcmp(name, "cpu0") != 0;
}

static bool look_at_device(void *ctx, int folder, const char *name, unsigned char type)
{
	struct walk *walk = ctx;
	char path[256], alias[2048];

	(void)type;
	if (!is_further_cpu(name) && join(path, sizeof(path), name, "/modalias") &&
	    file_read(folder, path, alias, sizeof(alias)) > 0)
		walk->fn(walk, folder, name, alias);
	return true;
}

/* Memory blocks are many, and have no driver. */
static bool look_at_bus(void *ctx, int folder, const char *name, unsigned char type)
{
	char path[256];

	(void)type;
	if (strcmp(name, "memory") != 0 && join(path, sizeof(path), name, "/devices"))
		folder_walk(folder, path, look_at_device, ctx);
	return true;
}

static void load(struct walk *walk, int folder, const char *device, const char *alias)
{
	(void)folder;
	(void)device;
	modules_load_alias(walk->modules, alias);
}

void coldplug(int sys, struct modules *modules)
{
	struct walk walk = { .fn = load, .modules = modules };

	folder_walk(sys, "bus", look_at_bus, &walk);
}

/* Storage: of VMBus SCSI, IDE, Fibre Channel and PCI buses; of PCI class 1; disks of SCSI; of virtio. */
static bool leads_to_disk(const char *alias)
{
	static const char patterns[][24] = {
		"vmbus:d96361baa104294d*",
		"vmbus:32264132cb86a244*",
		"vmbus:4acc9b2f6900f34a*",
		"vmbus:1df6c444*",
		"pci:*bc01*",
		"scsi:t-0x00*",
		"virtio:d00000002v*",
		"virtio:d00000008v*",
		"acpi:VMBUS*",
	};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (glob_match(patterns[i], strlen(patterns[i]), alias))
			return true;
	return false;
}

static bool has(int folder, const char *device, const char *file)
{
	char path[256];

	return !join(path, sizeof(path), device, file) || faccessat(folder, path, F_OK, 0) == 0;
}

/* The driver of what the firmware names, VMBus' own, is that of a platform device, and stands there. */
static void note(struct walk *walk, int folder, const char *device, const char *alias)
{
	const size_t len = strlen(alias);

	if (!leads_to_disk(alias) || has(folder, device, "/driver") ||
	    has(folder, device, "/physical_node/driver"))
		return;
	walk->n++;
	if (walk->len + len + 2 > walk->size)
		return;
	if (walk->len > 0)
		walk->aliases[walk->len++] = ' ';
	memcpy(walk->aliases + walk->len, alias, len + 1);
	walk->len += len;
}

unsigned int coldplug_without_driver(int sys, char *ret_aliases, size_t size)
{
	struct walk walk = { .fn = note, .aliases = ret_aliases, .size = size };

	*ret_aliases = '\0';
	folder_walk(sys, "bus", look_at_bus, &walk);
	return walk.n;
}
