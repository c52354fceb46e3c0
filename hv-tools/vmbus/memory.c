// SPDX-License-Identifier: GPL-2.0-only
#include "memory.h"
#include <stddef.h>
#include <sys/mman.h>

#define HUGE_PAGE (2 * MIB)

/*
 * At a multiple of 2 MiB, as guest physical addresses are: only then can KVM map huge pages, and a guest
 * that touches its memory for the first time leaves for the host 512 times less often.
 */
static int add_region(struct memory *m, uint64_t gpa, uint64_t size)
{
	const uint64_t room = size + HUGE_PAGE;
	uint8_t *host = mmap(NULL, room, PROT_READ | PROT_WRITE,
	                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uint64_t before;

	if (host == MAP_FAILED)
		return -1;
	before = -(uintptr_t)host % HUGE_PAGE;
	if (before > 0)
		munmap(host, before);
	if (before < HUGE_PAGE)
		munmap(host + before + size, HUGE_PAGE - before);
	m->regions[m->count++] = (struct memory_region){ gpa, size, host + before };
	madvise(host + before, size, MADV_HUGEPAGE); /* where that is not how it is anyway */
	return 0;
}

int memory_init(struct memory *m, uint64_t bytes)
{
	const uint64_t low = bytes < MEMORY_LOW_MAX ? bytes : MEMORY_LOW_MAX;

	*m = (struct memory){ 0 };
	if (add_region(m, 0, low) < 0)
		return -1;
	return bytes > low ? add_region(m, MEMORY_HIGH_BASE, bytes - low) : 0;
}

void memory_done(struct memory *m)
{
	for (unsigned int i = 0; i < m->count; i++)
		munmap(m->regions[i].host, m->regions[i].size);
	m->count = 0;
}

void *memory_at(const struct memory *m, uint64_t gpa, uint64_t len)
{
	for (unsigned int i = 0; i < m->count; i++) {
		const struct memory_region *r = &m->regions[i];

		if (gpa >= r->gpa && gpa - r->gpa <= r->size && len <= r->size - (gpa - r->gpa))
			return r->host + (gpa - r->gpa);
	}
	return NULL;
}
