/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All records of a pool as they stand at one moment, bad ones too: who looks for what the others wrote, telemetry
 * with a character cut in two or a field without its end, needs every byte. Nothing is changed by reading, times
 * neither: cloud-init empties a pool 1 that was last changed before the boot, and no other.
 */
#pragma once
#include "pool.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record {
	char *key, *value; /* a NUL behind each */
	size_t key_len, value_len;
	uint64_t index; /* in the file */
	bool good;      /* as pool.h has it */
};

struct records {
	struct record *items;
	size_t count, room, bad;
	bool missing; /* no such file */
};

/*
 * Read pool @number of the folder @dir, shut against writers meanwhile. No file is no record. With @wait_ms 0 nobody
 * is waited for: -ETIMEDOUT. Otherwise what hv_pool_peek() returns.
 */
int records_load(int dir, unsigned int number, unsigned int wait_ms, struct records *ret);
void records_free(struct records *records);

/* The first good record of @key of @len bytes, or NULL. */
const struct record *records_find(const struct records *records, const char *key, size_t len);
bool record_is(const struct record *record, const char *key, size_t len);
