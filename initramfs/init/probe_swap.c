// SPDX-License-Identifier: GPL-2.0-only
/*
 * Swap space, and a hibernated system in it. Sources: the kernel's include/linux/swap.h (union swap_header),
 * kernel/power/swap.c (struct swsusp_header). The magic ends the first page, whatever size that has.
 */
#include "bytes.h"
#include "probe_format.h"
#include <errno.h>

enum {
	MIN_SIZE = 10 * 4096,
	MAX_PAGE = 65536,
	MAGIC_SIZE = 10,
	HEADER = 1024,
	VERSION = HEADER,
	LAST_PAGE = HEADER + 4,
	UUID = HEADER + 12,
	LABEL = HEADER + 28,
	RESERVED = HEADER + 172, /* not zero: written before there were UUIDs */
};

/* 0: @magic ends a page; 1: none; or of reading. */
static int find_magic(const struct probe_view *view, const char *magic, size_t len)
{
	for (uint64_t page = 4096; page <= MAX_PAGE; page *= 2) {
		uint8_t end[MAGIC_SIZE];
		int rc = source_read(view->source, page - sizeof(end), end, sizeof(end));

		if (rc < 0 || memcmp(end, magic, len) == 0)
			return rc == -ENODATA ? 1 : rc;
	}
	return 1;
}

static int probe_space(const struct probe_view *view, const char *magic, size_t len,
                       struct probe *ret)
{
	const uint8_t *s = view->head;
	const int rc = view->source->size < MIN_SIZE ? 1 : find_magic(view, magic, len);

	if (rc == 0 && le64(s + RESERVED) == 0) {
		probe_set_uuid(s + UUID, ret->uuid);
		probe_set_label(ret, s + LABEL, 16);
	}
	return rc;
}

int probe_hibernation(const struct probe_view *view, struct probe *ret)
{
	return probe_space(view, "S1SUSPEND", 10, ret);
}

int probe_swap(const struct probe_view *view, struct probe *ret)
{
	const uint8_t *s = view->head;
	const int rc = probe_space(view, "SWAPSPACE2", 10, ret);

	if (rc != 0)
		return rc;
	return (le32(s + VERSION) == 1 || be32(s + VERSION) == 1) && le32(s + LAST_PAGE) > 0
	               ? 0
	               : -EBADMSG;
}
