/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that is given back all at once: what a kernel tree consists of is small, many and lives together. */
#pragma once
#include <stddef.h>

struct kconf_chunk;

/* An all-zero arena is empty. */
struct kconf_arena {
	struct kconf_chunk *chunks; /* the newest first */
	size_t used, size;          /* of the newest */
};

/* Zeroed, aligned for any object; NULL without memory. */
void *kconf_arena_alloc(struct kconf_arena *arena, size_t size);

/* A terminated copy of the first @len bytes of @text; NULL without memory. */
char *kconf_arena_copy(struct kconf_arena *arena, const char *text, size_t len);

void kconf_arena_done(struct kconf_arena *arena);
