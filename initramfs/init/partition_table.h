/* SPDX-License-Identifier: GPL-2.0-only */
/* The two tables, each for itself. Results are those of partition_walk(). */
#pragma once
#include "partition.h"

enum { PARTITION_MAX = 255 }; /* the kernel numbers no more: block/partitions/check.c */

/* With @sector, the first of the disk. */
int partition_walk_mbr(const struct source *disk, const uint8_t *sector, partition_fn *fn,
                       void *ctx);
/* Whether @sector is the protective MBR without which GPT is not looked for. */
bool partition_is_protective(const uint8_t *sector);
int partition_walk_gpt(const struct source *disk, partition_fn *fn, void *ctx);
