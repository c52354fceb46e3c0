// SPDX-License-Identifier: GPL-2.0-only
#include "block.h"
#include "azure.h"
#include "clock.h"
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 4096 };

/* What never holds a root, but would be looked at each time. */
static bool is_of_no_use(const char *name)
{
	static const char prefixes[][6] = { "loop", "ram", "zram", "sr", "fd", "nbd", "dm-" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const size_t len = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], len) == 0 && name[len] >= '0' && name[len] <= '9')
			return true;
	}
	return false;
}

static bool copy_text(char *to, size_t size, const char *from, size_t len)
{
	const bool fits = len < size;

	len = fits ? len : 0;
	memcpy(to, from, len);
	to[len] = '\0';
	return fits;
}

struct block *blocks_find(struct blocks *blocks, const char *name)
{
	for (size_t i = 0; i < blocks->n; i++)
		if (strcmp(blocks->items[i].name, name) == 0)
			return &blocks->items[i];
	return NULL;
}

struct block *blocks_part(struct blocks *blocks, const char *disk, unsigned int number)
{
	for (size_t i = 0; i < blocks->n; i++)
		if (blocks->items[i].number == number && strcmp(blocks->items[i].disk, disk) == 0)
			return &blocks->items[i];
	return NULL;
}

static void forget(struct blocks *blocks, const char *name)
{
	struct block *block = blocks_find(blocks, name);

	if (block)
		*block = blocks->items[--blocks->n];
}

/* The last two names of a path that ends in .../block/sda or .../block/sda/sda1; @ret_disk. */
static bool disk_of(const char *devpath, bool partition, char ret_disk[BLOCK_NAME])
{
	const char *end = devpath + strlen(devpath), *begin;

	for (int up = partition; up > 0; up--) {
		while (end > devpath && end[-1] != '/')
			end--;
		end -= end > devpath;
	}
	for (begin = end; begin > devpath && begin[-1] != '/'; begin--)
		;
	return end > begin && copy_text(ret_disk, BLOCK_NAME, begin, (size_t)(end - begin));
}

/* @devpath: where the device is in /sys, as an event or a link tells. */
static void take(struct blocks *blocks, const char *devpath, const struct uevent *e)
{
	struct block b = { .major = e->major, .minor = e->minor, .number = e->partn };
	const bool partition = strcmp(e->devtype, "partition") == 0;

	if (is_of_no_use(e->devname) ||
	    !copy_text(b.name, sizeof(b.name), e->devname, strlen(e->devname)) || !*b.name ||
	    partition != (e->partn > 0) || !disk_of(devpath, partition, b.disk))
		return;
	copy_text(b.partlabel, sizeof(b.partlabel), e->partname, strlen(e->partname));
	copy_text(b.partuuid, sizeof(b.partuuid), e->partuuid, strlen(e->partuuid));
	b.os_disk = azure_is_os_disk(blocks->sys, devpath, b.disk);
	forget(blocks, b.name);
	if (blocks->n < BLOCK_MAX)
		blocks->items[blocks->n++] = b;
	else
		blocks->beyond++;
}

void blocks_event(struct blocks *blocks, const struct uevent *event)
{
	if (strcmp(event->subsystem, "block") != 0)
		return;
	/* A change is a new look: a disk may have got its medium, or its size. */
	if (event->action == UEVENT_REMOVE)
		forget(blocks, event->devname);
	else
		take(blocks, event->devpath, event);
}

static bool scan_one(void *ctx, int folder, const char *name, unsigned char type)
{
	struct blocks *blocks = ctx;
	char path[ROOM], text[ROOM], file[256];
	const size_t len = strlen(name);
	struct uevent e;
	ssize_t n;

	(void)type;
	if (len > 200 || is_of_no_use(name))
		return true;
	n = readlinkat(folder, name, path, sizeof(path) - 1);
	if (n <= 0)
		return true;
	path[n] = '\0';
	memcpy(file, name, len);
	memcpy(file + len, "/uevent", sizeof("/uevent"));
	n = file_read(folder, file, text, sizeof(text));
	if (n > 0 && uevent_parse(text, (size_t)n, &e) == 0)
		take(blocks, path, &e);
	return true;
}

int blocks_scan(struct blocks *blocks)
{
	blocks->n = 0;
	blocks->beyond = 0;
	return folder_walk(blocks->sys, "class/block", scan_one, blocks);
}

void block_path(const struct blocks *blocks, const struct block *block, char *ret_path, size_t size)
{
	const size_t len = strlen(blocks->dev);

	*ret_path = '\0';
	if (len + 1 + sizeof(block->name) > size)
		return;
	memcpy(ret_path, blocks->dev, len);
	ret_path[len] = '/';
	memcpy(ret_path + len + 1, block->name, sizeof(block->name));
	/* The kernel writes what would be a folder so; devtmpfs has the folder. */
	for (char *c = ret_path + len + 1; *c; c++)
		*c = *c == '!' ? '/' : *c;
}

int block_open(const struct blocks *blocks, const struct block *block, struct source *ret_source)
{
	char path[256];

	block_path(blocks, block, path, sizeof(path));
	return source_open(path, ret_source);
}

void block_probe(const struct blocks *blocks, struct block *block)
{
	struct source source;
	struct probe found = { .type = PROBE_NONE };

	if (block->probed)
		return;
	block->probed = true;
	block->probe_rc = block_open(blocks, block, &source);
	if (block->probe_rc < 0)
		return;
	block->probe_rc = probe(&source, clock_us(CLOCK_REALTIME) / 1000000, &found);
	source_close(&source);
	block->type = found.type;
	if (block->probe_rc != 0)
		return;
	block->dirty = found.dirty;
	block->wants_fsck = found.wants_fsck;
	block->n_devices = found.n_devices;
	memcpy(block->uuid, found.uuid, sizeof(block->uuid));
	memcpy(block->device_uuid, found.device_uuid, sizeof(block->device_uuid));
	memcpy(block->label, found.label, sizeof(block->label));
}

struct table {
	struct blocks *blocks;
	const char *disk;
};

static int take_partition(void *ctx, const struct partition *p)
{
	struct table *table = ctx;
	struct block *block = blocks_part(table->blocks, table->disk, p->number);

	if (!block)
		return 0;
	block->role = p->role;
	block->flags = p->flags;
	memcpy(block->partuuid, p->uuid, sizeof(block->partuuid));
	memcpy(block->partlabel, p->name, sizeof(block->partlabel));
	block->has_table = true;
	return 0;
}

void block_read_table(struct blocks *blocks, struct block *block)
{
	struct block *disk = blocks_part(blocks, block->disk, 0);
	struct source source;

	if (block->has_table || !disk || block_open(blocks, disk, &source) < 0)
		return;
	partition_walk(&source, take_partition, &(struct table){ blocks, block->disk });
	source_close(&source);
	block->has_table = true;
}
