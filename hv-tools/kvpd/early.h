/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the initramfs's client of key-value pairs left in /run (wire/early.h). The host sends what it sets once a
 * boot, so its pairs become the pools' as if it had sent them now. What /init says is shown to the host behind the
 * records of pool 1 and not written there: that file's time is by what cloud-init and azure-init know whether it is of
 * this boot, and they may empty it.
 */
#pragma once
#include "log.h"
#include "pool.h"
#include <stdbool.h>

struct early {
	int dir; /* -1: nothing was left */
	bool said;
	struct hv_pool guest; /* what /init says, if .said */
	struct hv_log *log;
};

/* Nothing left is no error. early_close() in any case. */
void early_open(struct early *early, int root, struct hv_log *log);
void early_close(struct early *early);

/*
 * Take over what the host set and took away of @pool, unless it is pool 1, and remove it from /run once it is in
 * the pool and on the disk. What fails is logged, and tried again by the next daemon.
 */
void early_take(struct early *early, struct hv_pool *pool);

/* Of what /init says: the first record with @key, -ENOENT. */
int early_get(struct early *early, const char *key, struct hv_pool_record *ret);
/* The record the host finds at @index, which is behind those of @pool; -ENODATA. */
int early_behind(struct early *early, struct hv_pool *pool, uint32_t index,
                 struct hv_pool_record *ret);
