// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"
#include "auto.h"
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const char *const names[] = {
	[VSS_PLANNED] = "planned",     [VSS_FREEZING] = "freezing",   [VSS_FROZEN] = "frozen",
	[VSS_FOREIGN] = "foreign",     [VSS_SKIPPED] = "skipped",     [VSS_FAILED] = "failed",
	[VSS_ABANDONED] = "abandoned", [VSS_CANCELLED] = "cancelled", [VSS_THAWED] = "thawed",
	[VSS_STUCK] = "stuck",
};

struct vss_table *vss_table_new(void)
{
	void *p = mmap(NULL, sizeof(struct vss_table), PROT_READ | PROT_WRITE,
	               MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void vss_table_free(struct vss_table *table)
{
	if (table)
		munmap(table, sizeof(*table));
}

void vss_table_close(struct vss_table *table)
{
	for (uint32_t i = 0; i < table->count; i++) {
		if (table->entries[i].fd >= 0)
			close(table->entries[i].fd);
		table->entries[i].fd = -1;
	}
}

bool vss_entry_change(struct vss_entry *entry, enum vss_state from, enum vss_state to)
{
	int expected = from;

	return atomic_compare_exchange_strong(&entry->state, &expected, to);
}

const char *vss_state_name(int state)
{
	return state >= 0 && (size_t)state < ARRAY_SIZE(names) ? names[state] : "unknown";
}

uint64_t vss_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}
