// SPDX-License-Identifier: GPL-2.0-only
/* Which disk is taken: a /sys of folders and files, and block devices whose content is known already. */
#include "init/find.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONTROLLER "bus/vmbus/devices/f8b3781a-1e82-4818-a1c3-63d806ec15bb"

static struct blocks blocks;
static struct find_hints hints;
static struct found found;

static void begin(bool azure)
{
	char folder[] = "/tmp/hvkit-find.XXXXXX";
	static const char *const parts[] = { "bus", "bus/vmbus", "bus/vmbus/devices", CONTROLLER };

	is_true(mkdtemp(folder) != NULL);
	blocks = (struct blocks){ .sys = open(folder, O_PATH | O_DIRECTORY), .dev = "/nowhere" };
	for (size_t i = 0; azure && i < sizeof(parts) / sizeof(parts[0]); i++)
		is_int(mkdirat(blocks.sys, parts[i], 0755), 0);
	hints = (struct find_hints){ .esp = "" };
}

static struct block *add(const char *name, const char *disk, unsigned int number, const char *uuid)
{
	struct block *b = &blocks.items[blocks.n++];

	*b = (struct block){
		.number = number, .probed = true, .has_table = true, .type = PROBE_EXT4
	};
	strcpy(b->name, name);
	strcpy(b->disk, disk);
	strcpy(b->uuid, uuid);
	return b;
}

static bool find(const char *text)
{
	struct root_spec spec;

	found = (struct found){ NULL, NULL, 0 };
	return root_spec_parse(text, &spec) == 0 && find_root(&blocks, &spec, &hints, &found);
}

static void finds_what_is_there_alone(void)
{
	begin(false);
	add("sda1", "sda", 1, "aa-bb");
	add("sda2", "sda", 2, "cc");
	is_true(find("UUID=AA-BB"));
	is_string(found.block->name, "sda1");
	is_int(found.flags, 0);
	is_true(!find("UUID=aa"));
	is_true(find("/dev/sda2") && found.flags == 0);
}

static void the_os_disk_wins_over_its_clone(void)
{
	begin(true);
	add("sda1", "sda", 1, "aa");
	add("sdb1", "sdb", 1, "aa")->os_disk = true;
	is_true(find("UUID=aa"));
	is_string(found.block->name, "sdb1");
	is_string(found.other->name, "sda1");
	is_int(found.flags, FIND_DUPLICATE);
}

static void without_an_os_disk_the_first_by_name(void)
{
	begin(false);
	add("nvme0n10p1", "nvme0n10", 1, "aa");
	add("nvme0n2p1", "nvme0n2", 1, "aa");
	add("nvme0n3p1", "nvme0n3", 1, "aa");
	is_true(find("UUID=aa"));
	is_string(found.block->name, "nvme0n2p1");
	is_int(found.flags, FIND_DUPLICATE);
}

static void a_clone_that_comes_first_has_to_wait(void)
{
	begin(true);
	add("sdb1", "sdb", 1, "aa");
	is_true(find("UUID=aa"));
	is_int(found.flags, FIND_PERHAPS);
	is_true(find("/dev/sdb1") && found.flags == 0);
	add("sda", "sda", 0, "")->os_disk = true;
	is_true(find("UUID=aa") && found.flags == 0);
}

static void devices_of_one_btrfs_are_no_duplicates(void)
{
	begin(false);
	for (int i = 0; i < 2; i++) {
		struct block *b = add(i ? "sdb" : "sda", i ? "sdb" : "sda", 0, "aa");

		b->type = PROBE_BTRFS;
		strcpy(b->device_uuid, i ? "two" : "one");
	}
	is_true(find("UUID=aa") && found.flags == 0);
	is_int(find_members(&blocks, found.block), 2);
}

static void swap_space_is_no_root(void)
{
	begin(false);
	add("sda1", "sda", 1, "aa")->type = PROBE_SWAP;
	is_true(!find("UUID=aa"));
	hints.swap = true;
	is_true(find("UUID=aa"));
}

static void a_disk_may_have_changed_its_controller(void)
{
	begin(true);
	add("nvme0n1", "nvme0n1", 0, "")->os_disk = true;
	add("nvme0n1p2", "nvme0n1", 2, "aa")->os_disk = true;
	is_true(!find("/dev/sda2"));
	hints.late = true;
	is_true(find("/dev/sda2"));
	is_string(found.block->name, "nvme0n1p2");
	is_int(found.flags, FIND_SWAPPED);
	is_true(!find("/dev/sda3") && !find("/dev/nvme1n1p2"));
}

static void discovers_the_root_of_the_loaders_disk(void)
{
	struct block *b;

	begin(false);
	b = add("sda2", "sda", 2, "");
	b->role = PARTITION_ROOT;
	b = add("sdb2", "sdb", 2, "");
	b->role = PARTITION_ROOT;
	strcpy(add("sdb1", "sdb", 1, "")->partuuid, "esp");
	is_true(find("gpt-auto") && found.flags == FIND_DUPLICATE);
	is_string(found.block->name, "sda2");
	strcpy(hints.esp, "ESP");
	is_true(find("gpt-auto") && found.flags == 0);
	is_string(found.block->name, "sdb2");
	found.block->flags = PARTITION_NO_AUTO;
	is_true(!find("gpt-auto"));
}

TAP_MAIN(TAP_CASE(finds_what_is_there_alone), TAP_CASE(the_os_disk_wins_over_its_clone),
         TAP_CASE(without_an_os_disk_the_first_by_name),
         TAP_CASE(a_clone_that_comes_first_has_to_wait),
         TAP_CASE(devices_of_one_btrfs_are_no_duplicates), TAP_CASE(swap_space_is_no_root),
         TAP_CASE(a_disk_may_have_changed_its_controller),
         TAP_CASE(discovers_the_root_of_the_loaders_disk))
