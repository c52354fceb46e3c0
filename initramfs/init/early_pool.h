/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pool of key-value pairs in EARLY_KVP_FOLDER: the file and records of the daemon's (hv-tools/lib/pool.h), of
 * which this is the part that a few seconds in a file system in memory need: no index, nothing that has to survive
 * a crash. Every operation takes flock(2)'s lock.
 */
#pragma once
#include "early_kvp.h"
#include <stdbool.h>

enum {
	EARLY_KEY = 512,
	EARLY_VALUE = 2048,
	EARLY_RECORD = EARLY_KEY + EARLY_VALUE,
	EARLY_MAX = 1024, /* records of a pool: the host cannot fill the memory */
};

struct early_record {
	char key[EARLY_KEY], value[EARLY_VALUE]; /* texts, and zeroes behind them */
};

/* Below the folder: what is set, and the keys that the host has taken away, which the daemon's pool may have. */
#define EARLY_SET  "/.kvp_pool_0"
#define EARLY_GONE EARLY_GONE_FOLDER EARLY_SET

/* "" but for tests: what EARLY_KVP_FOLDER is below. */
extern const char *early_pool_root;

/*
 * Pool @number (0-4) of @which, EARLY_SET or EARLY_GONE: a descriptor to be closed, locked until then; with @create
 * made where it is missing, with its folder. -errno.
 */
int early_pool_open(const char *which, unsigned int number, bool create);
/* Record @index: 0; -ENODATA beyond the last. */
int early_pool_at(int fd, uint32_t index, struct early_record *ret);
/* The index of @key, its record in @ret; -ENOENT. */
int early_pool_find(int fd, const char *key, struct early_record *ret);
/* Put @record in the place of the one with its key, or behind the last. 0; -ENOSPC. */
int early_pool_set(int fd, const struct early_record *record);
/* -ENOENT. The last record takes its place. */
int early_pool_delete(int fd, const char *key);
