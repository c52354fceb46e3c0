/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Becoming the root's init: the mounts of /init move along, what the image had is deleted, and the root becomes
 * "/" (systemd.io/INITRD_INTERFACE). systemd is told when the initramfs began, as it tells itself when it changes
 * roots (src/core/manager-serialize.c): a memory file with "initrd-timestamp=REALTIME MONOTONIC", given by
 * --deserialize=; systemd-analyze then shows it.
 */
#pragma once
#include <stdint.h>

#define ROOT_FOLDER "/sysroot"

struct handover {
	const char *init; /* init=, or NULL: what the kernel tries */
	uint64_t born_us; /* CLOCK_MONOTONIC at the first line of /init */
};

/*
 * The init that ROOT_FOLDER has; NULL and *ret_errno: none. A link is followed as it will be from there, so that
 * whoever has no init is told so while there is still somebody who can do something.
 */
const char *handover_find(const struct handover *handover, int *ret_errno);

/* @argv: its arguments, behind a free place for its name. Returns only if it fails: -errno. */
int handover_run(const struct handover *handover, const char *init, char **argv);
