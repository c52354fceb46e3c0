/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Key-value pairs with the host before there is a root: a child of /init that registers as the daemon at
 * /dev/vmbus/hv_kvp, keeps what the host sets (pools 0 and 3) and lets it read what /init says of the boot
 * (pool 1). The pools are files in EARLY_KVP_FOLDER, of the same names and records as the daemon's in
 * /var/lib/hyperv, readable by root only.
 *
 * The device has one opener at a time: the child has to be stopped before the root's init begins. What it
 * kept stays in /run; hv_kvp_daemon takes the host's pairs over into its own pools when it starts, and goes
 * on telling those of /init behind the records of pool 1 without writing that file, whose times its other
 * writers go by.
 *
 * It is a child and not a program of its own since it takes a tenth of the space, and not a part of /init's
 * loop since the host waits no longer than 30 s, and fsck may.
 */
#pragma once
#include "wire/early.h"
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct early_kvp {
	pid_t child; /* 0 = none */
	int told; /* pipe: something whenever the host has set a pair, or read pool 1 to its end */
};

/*
 * Start it when the device is there (after hv_utils was loaded): 0; -ENOENT: no device, try again after the
 * next uevent, or never in a confidential VM; -EALREADY; -errno. /run has to be mounted.
 */
int early_kvp_start(struct early_kvp *kvp);

/* The value of @key that the host has set in @pool (0 or 3) so far, cut to @size; its length; -ENOENT. */
ssize_t early_kvp_get(unsigned int pool, const char *key, char *ret_value, size_t size);

/*
 * Let the host read @len bytes of @value under @key (pool 1), in place of an earlier value of it. Also without
 * a child: the daemon will tell it. 0 or -errno; a value is cut at 1022 bytes, a key is at most 254.
 */
int early_kvp_put(const char *key, const char *value, size_t len);

/* Wait until the host has read all that was put, or @until_us of CLOCK_MONOTONIC. 0; -ETIMEDOUT; -ESRCH: no child. */
int early_kvp_wait_read(struct early_kvp *kvp, uint64_t until_us);

/* .told can be read: take what there is, and note when the child has ended. */
void early_kvp_told(struct early_kvp *kvp);

/* End the child and wait for it: the device is free when this returns. */
void early_kvp_stop(struct early_kvp *kvp);
