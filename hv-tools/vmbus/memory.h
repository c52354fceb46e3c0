/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest RAM: up to 3 GiB below the device hole, the rest from 4 GiB on. A guest physical address is
 * worth nothing until memory_at() has checked it; nothing else in hvhost turns one into a pointer.
 */
#pragma once
#include <stdint.h>

#define MIB              (1024ull * 1024)
#define MEMORY_LOW_MAX   (3072 * MIB)
#define MEMORY_HIGH_BASE (4096 * MIB)

struct memory_region {
	uint64_t gpa, size;
	uint8_t *host;
};

struct memory {
	struct memory_region regions[2];
	unsigned int count;
};

/* Map @bytes of zeroed RAM. 0, or -1 with errno; memory_done() in both cases. */
int memory_init(struct memory *m, uint64_t bytes);
void memory_done(struct memory *m);

/* The host address of @len bytes at @gpa, or NULL unless all of them are RAM of one region. */
void *memory_at(const struct memory *m, uint64_t gpa, uint64_t len);
