// SPDX-License-Identifier: GPL-2.0-only
#include "bytes.h"
#include "partition_table.h"
#include <errno.h>

enum {
	DISK_ID = 440,
	ENTRIES = 446,
	N_ENTRIES = 4,
	ENTRY = 16,
	TYPE = 4,
	START = 8,
	LENGTH = 12,
	PROTECTIVE = 0xee,
	FIRST_LOGICAL = 5,
};

struct walk {
	const struct source *disk;
	uint32_t disk_id;
	unsigned int number; /* the next logical one's */
	partition_fn *fn;
	void *ctx;
};

static const uint8_t *entry_of(const uint8_t *sector, unsigned int i)
{
	return sector + ENTRIES + i * ENTRY;
}

static bool is_extended(const uint8_t *entry)
{
	return entry[TYPE] == 0x05 || entry[TYPE] == 0x0f || entry[TYPE] == 0x85;
}

bool partition_is_protective(const uint8_t *sector)
{
	for (unsigned int i = 0; i < N_ENTRIES; i++)
		if (entry_of(sector, i)[TYPE] == PROTECTIVE)
			return true;
	return false;
}

/* "12345678-05": the disk's number and the partition's, both in hexadecimal. */
static void set_uuid(const struct walk *w, struct partition *p)
{
	const uint32_t id = __builtin_bswap32(w->disk_id);
	const uint8_t number = (uint8_t)p->number;

	hex_text((const uint8_t *)&id, sizeof(id), p->uuid);
	p->uuid[8] = '-';
	hex_text(&number, sizeof(number), p->uuid + 9);
}

static int tell(const struct walk *w, const uint8_t *entry, unsigned int number, uint64_t base)
{
	const uint64_t unit = w->disk->sector_size;
	struct partition p = { .number = number,
		               .start = (base + le32(entry + START)) * unit,
		               .size = le32(entry + LENGTH) * unit,
		               .type = "0x" };

	hex_text(entry + TYPE, 1, p.type + 2);
	set_uuid(w, &p);
	return w->fn(w->ctx, &p);
}

/* A sector of the chain: 0, or 1 when it ends here, as the kernel lets it end at whatever is wrong. */
static int read_link(const struct walk *w, uint64_t at, uint8_t *sector)
{
	const int rc = source_read(w->disk, at * w->disk->sector_size, sector, 512);

	if (rc < 0)
		return rc == -ENODATA ? 1 : rc;
	return le16(sector + 510) == 0xaa55 ? 0 : 1;
}

/*
 * Entries after the second one are a habit of few systems, and must lie within this link's part and within the whole
 * extended partition.
 */
static bool is_in_place(const uint8_t *entry, unsigned int i, uint64_t at, uint64_t size,
                        uint64_t first, uint64_t all)
{
	const uint64_t start = le32(entry + START), len = le32(entry + LENGTH);

	return i < 2 ||
	       (start + len <= size && at + start >= first && at + start + len <= first + all);
}

/* The logical partitions: a chain of sectors, each with one partition and the place of the next. */
static int walk_extended(struct walk *w, const uint8_t *extended)
{
	const uint64_t first = le32(extended + START), all = le32(extended + LENGTH);
	uint64_t at = first, size = all;
	uint8_t sector[512];
	int rc = 0;

	for (int links = 0; links <= 100 && at != 0; links++) {
		const uint8_t *next = NULL;

		rc = read_link(w, at, sector);
		if (rc != 0)
			return rc < 0 ? rc : 0;
		for (unsigned int i = 0; i < N_ENTRIES; i++) {
			const uint8_t *e = entry_of(sector, i);

			if (le32(e + LENGTH) == 0)
				continue;
			if (is_extended(e)) {
				next = next ?: e;
				continue;
			}
			if (!is_in_place(e, i, at, size, first, all))
				continue;
			if (w->number > PARTITION_MAX)
				return 0;
			rc = tell(w, e, w->number++, at);
			if (rc != 0)
				return rc;
			links = 0;
		}
		at = next ? first + le32(next + START) : 0;
		size = next ? le32(next + LENGTH) : 0;
	}
	return 0;
}

/* A file system's boot sector has the same magic, and code where the flags are. */
static bool is_table(const uint8_t *sector)
{
	for (unsigned int i = 0; i < N_ENTRIES; i++)
		if ((entry_of(sector, i)[0] & 0x7f) != 0)
			return false;
	return true;
}

int partition_walk_mbr(const struct source *disk, const uint8_t *sector, partition_fn *fn,
                       void *ctx)
{
	struct walk w = { disk, le32(sector + DISK_ID), FIRST_LOGICAL, fn, ctx };

	if (!is_table(sector))
		return -ENODATA;
	for (unsigned int i = 0; i < N_ENTRIES; i++) {
		const uint8_t *e = entry_of(sector, i);
		const int rc = le32(e + LENGTH) == 0 ? 0 : tell(&w, e, i + 1, 0);

		if (rc != 0)
			return rc;
	}
	for (unsigned int i = 0; i < N_ENTRIES; i++) {
		const uint8_t *e = entry_of(sector, i);
		const int rc = le32(e + LENGTH) == 0 || !is_extended(e) ? 0 : walk_extended(&w, e);

		if (rc != 0)
			return rc;
	}
	return 0;
}
