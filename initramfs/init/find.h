/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of the block devices a specification means. Several may answer to it: a clone of the OS disk has its
 * UUIDs. Then Azure's OS disk is taken, or without one the first by name; FIND_DUPLICATE tells to warn. As long as
 * the OS disk is to be expected and has not come, what another disk offers is only FIND_PERHAPS.
 */
#pragma once
#include "block.h"
#include "rootspec.h"

enum find_flag {
	FIND_PERHAPS = 1,   /* worth waiting a little whether the OS disk offers it too */
	FIND_DUPLICATE = 2, /* @other answers as well */
	FIND_SWAPPED =
		4, /* not the disk of that name, but the OS disk, behind a controller of another kind */
};

struct found {
	struct block *block, *other;
	unsigned int flags;
};

/* What narrows the search down. */
struct find_hints {
	char esp[UUID_TEXT]; /* ROOT_AUTO: PARTUUID of the partition the boot loader was on; "" = not known */
	bool swap;           /* swap space is wanted (resume=), else a file system */
	bool late;           /* the device of that name had its time: FIND_SWAPPED may be offered */
};

/* false: none so far. Devices that it has to look into are looked into. */
bool find_root(struct blocks *blocks, const struct root_spec *spec, const struct find_hints *hints,
               struct found *ret_found);
/* For btrfs: how many devices of @block's file system there are so far. */
unsigned int find_members(struct blocks *blocks, const struct block *block);
