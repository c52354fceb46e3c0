// SPDX-License-Identifier: GPL-2.0-only
/* A journal may be of an older daemon, or of anybody. */
#include "vssd/journal.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vss_table table;
	char *text = malloc(size + 1);

	memcpy(text, data, size);
	if (vss_journal_parse(text, size, &table) == 0) {
		if (table.count > VSS_ENTRIES_MAX)
			abort();
		for (uint32_t i = 0; i < table.count; i++)
			if ((table.entries[i].state != VSS_FROZEN &&
			     table.entries[i].state != VSS_PLANNED) ||
			    table.entries[i].fd != -1 ||
			    !memchr(table.entries[i].point, '\0', sizeof(table.entries[i].point)))
				abort();
	}
	free(text);
	return 0;
}
