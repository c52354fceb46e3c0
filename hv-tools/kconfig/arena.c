// SPDX-License-Identifier: GPL-2.0-only
#include "arena.h"
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 << 10 };

struct kconf_chunk {
	struct kconf_chunk *next;
	alignas(max_align_t) unsigned char bytes[];
};

static int add_chunk(struct kconf_arena *arena, size_t size)
{
	struct kconf_chunk *chunk;

	if (size < CHUNK_BYTES)
		size = CHUNK_BYTES;
	if (size > SIZE_MAX - sizeof(*chunk))
		return -1;
	chunk = calloc(1, sizeof(*chunk) + size);
	if (!chunk)
		return -1;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->size = size;
	arena->used = 0;
	return 0;
}

void *kconf_arena_alloc(struct kconf_arena *arena, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;
	void *room;

	if (size > SIZE_MAX - mask)
		return NULL;
	size = (size + mask) & ~mask;
	if (arena->size - arena->used < size && add_chunk(arena, size) < 0)
		return NULL;
	room = arena->chunks->bytes + arena->used;
	arena->used += size;
	return room;
}

char *kconf_arena_copy(struct kconf_arena *arena, const char *text, size_t len)
{
	char *copy = len < SIZE_MAX ? kconf_arena_alloc(arena, len + 1) : NULL;

	return copy ? memcpy(copy, text, len) : NULL;
}

void kconf_arena_done(struct kconf_arena *arena)
{
	while (arena->chunks) {
		struct kconf_chunk *next = arena->chunks->next;

		free(arena->chunks);
		arena->chunks = next;
	}
	*arena = (struct kconf_arena){ 0 };
}
