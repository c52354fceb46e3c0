// SPDX-License-Identifier: GPL-2.0-only
#include "bytes.h"
#include "crc.h"
#include "partition_table.h"
#include "wire/guid.h"
#include <errno.h>

enum {
	REVISION = 8,
	HEADER_SIZE = 12,
	HEADER_SUM = 16,
	MY_LBA = 24,
	FIRST_USABLE = 40,
	LAST_USABLE = 48,
	ENTRIES_LBA = 72,
	N_ENTRIES = 80,
	ENTRY_SIZE = 84,
	ENTRIES_SUM = 88,
	MIN_HEADER = 92,
	/* of entries */
	ENTRY = 128,
	UNIQUE = 16,
	FIRST = 32,
	LAST = 40,
	ATTRIBUTES = 48,
	NAME = 56,
	NAME_UNITS = 36,

	MAX_ENTRIES = 32768, /* the kernel's limit: 4 MiB of them */
	CHUNK = 4096,
};

static const struct {
	struct hv_guid type;
	enum partition_role role;
} roles[] = {
	{ HV_GUID(0xc12a7328, 0xf81f, 0x11d2, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b),
	  PARTITION_ESP },
	{ HV_GUID(0x0657fd6d, 0xa4ab, 0x43c4, 0x84, 0xe5, 0x09, 0x33, 0xc8, 0x4b, 0x4f, 0x4f),
	  PARTITION_SWAP },
#if defined(__x86_64__)
	{ HV_GUID(0x4f68bce3, 0xe8cd, 0x4db1, 0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09),
	  PARTITION_ROOT },
	{ HV_GUID(0x2c7357ed, 0xebd2, 0x46d9, 0xae, 0xc1, 0x23, 0xd4, 0x37, 0xec, 0x2b, 0xf5),
	  PARTITION_ROOT_VERITY },
	{ HV_GUID(0x8484680c, 0x9521, 0x48c6, 0x9c, 0x11, 0xb0, 0x72, 0x06, 0x56, 0xf6, 0x9e),
	  PARTITION_USR },
	{ HV_GUID(0x77ff5f63, 0xe7b6, 0x4633, 0xac, 0xf4, 0x15, 0x65, 0xb8, 0x64, 0xc0, 0xe6),
	  PARTITION_USR_VERITY },
#elif defined(__aarch64__)
	{ HV_GUID(0xb921b045, 0x1df0, 0x41c3, 0xaf, 0x44, 0x4c, 0x6f, 0x28, 0x0d, 0x3f, 0xae),
	  PARTITION_ROOT },
	{ HV_GUID(0xdf3300ce, 0xd69f, 0x4c92, 0x97, 0x8c, 0x9b, 0xfb, 0x0f, 0x38, 0xd8, 0x20),
	  PARTITION_ROOT_VERITY },
	{ HV_GUID(0xb0e01050, 0xee5f, 0x4390, 0x94, 0x9a, 0x91, 0x01, 0xb1, 0x71, 0x04, 0xe9),
	  PARTITION_USR },
	{ HV_GUID(0x6e11a4e7, 0xfbca, 0x4ded, 0xb9, 0xe9, 0xe1, 0xa5, 0x12, 0xbb, 0x66, 0x4e),
	  PARTITION_USR_VERITY },
#else
#error "which types does the Discoverable Partitions Specification have for this machine?"
#endif
};

static enum partition_role role_of(const uint8_t *type)
{
	for (unsigned int i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (memcmp(type, roles[i].type.bytes, UUID_SIZE) == 0)
			return roles[i].role;
	return PARTITION_OTHER;
}

/* As much of the entries as has not been summed yet, chunk by chunk. */
static int sum_entries(const struct source *disk, const uint8_t *header)
{
	uint64_t at = le64(header + ENTRIES_LBA) * disk->sector_size;
	size_t left = (size_t)le32(header + N_ENTRIES) * ENTRY;
	uint32_t crc = ~0u;
	uint8_t chunk[CHUNK];

	while (left > 0) {
		const size_t len = left < sizeof(chunk) ? left : sizeof(chunk);
		const int rc = source_read(disk, at, chunk, len);

		if (rc < 0)
			return rc;
		crc = crc_update(CRC32, crc, chunk, len);
		at += len;
		left -= len;
	}
	return ~crc == le32(header + ENTRIES_SUM) ? 0 : -EBADMSG;
}

static uint32_t sum_header(const uint8_t *header, size_t len)
{
	static const uint8_t zeroes[4];
	uint32_t crc = crc_update(CRC32, ~0u, header, HEADER_SUM);

	crc = crc_update(CRC32, crc, zeroes, sizeof(zeroes));
	return ~crc_update(CRC32, crc, header + HEADER_SUM + 4, len - HEADER_SUM - 4);
}

static bool is_sound(const struct source *disk, uint64_t lba, const uint8_t *h)
{
	const uint64_t last = disk->size / disk->sector_size - 1;
	const uint32_t size = le32(h + HEADER_SIZE);

	return memcmp(h, "EFI PART", 8) == 0 && size >= MIN_HEADER && size <= disk->sector_size &&
	       sum_header(h, size) == le32(h + HEADER_SUM) && le64(h + MY_LBA) == lba &&
	       le64(h + FIRST_USABLE) <= le64(h + LAST_USABLE) && le64(h + LAST_USABLE) <= last &&
	       le32(h + ENTRY_SIZE) == ENTRY && le32(h + N_ENTRIES) > 0 &&
	       le32(h + N_ENTRIES) <= MAX_ENTRIES && le64(h + ENTRIES_LBA) <= last;
}

/* The header at @lba and its entries: 0; -EBADMSG. */
static int read_header(const struct source *disk, uint64_t lba, uint8_t header[CHUNK])
{
	int rc = source_read(disk, lba * disk->sector_size, header, disk->sector_size);

	if (rc == 0)
		rc = is_sound(disk, lba, header) ? sum_entries(disk, header) : -EBADMSG;
	return rc == -ENODATA ? -EBADMSG : rc;
}

/* The next character of @units, of which @left are there: how many of them it took. */
static unsigned int next_char(const uint8_t *units, unsigned int left, uint32_t *ret_char)
{
	const uint32_t high = le16(units), low = left > 1 ? le16(units + 2) : 0;

	if (high >> 10 == 0x36 && low >> 10 == 0x37) {
		*ret_char = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
		return 2;
	}
	*ret_char = high >> 11 == 0x1b ? 0xfffd : high; /* half a pair */
	return 1;
}

static char *put_utf8(char *to, uint32_t c)
{
	const int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

	*to++ = (char)(more == 0 ? c : (0xff00u >> (more + 1) & 0xff) | c >> (6 * more));
	for (int shift = 6 * (more - 1); shift >= 0; shift -= 6)
		*to++ = (char)(0x80 | (c >> shift & 0x3f));
	return to;
}

static void set_name(const uint8_t *units, char *ret_text)
{
	unsigned int i = 0;

	while (i < NAME_UNITS && le16(units + 2 * i) != 0) {
		uint32_t c;

		i += next_char(units + 2 * i, NAME_UNITS - i, &c);
		ret_text = put_utf8(ret_text, c);
	}
	*ret_text = '\0';
}

static int tell(const struct source *disk, const uint8_t *entry, unsigned int number,
                partition_fn *fn, void *ctx)
{
	const uint64_t first = le64(entry + FIRST), last = le64(entry + LAST);
	const uint64_t end = disk->size / disk->sector_size, attributes = le64(entry + ATTRIBUTES);
	struct partition p = { .number = number };

	if (uuid_is_zero(entry) || first > last || last >= end)
		return 0;
	p.start = first * disk->sector_size;
	p.size = (last - first + 1) * disk->sector_size;
	p.role = role_of(entry);
	p.flags = (attributes >> 60 & 1 ? PARTITION_READ_ONLY : 0) |
	          (attributes >> 63 ? PARTITION_NO_AUTO : 0);
	guid_text(entry, p.type);
	guid_text(entry + UNIQUE, p.uuid);
	set_name(entry + NAME, p.name);
	return fn(ctx, &p);
}

int partition_walk_gpt(const struct source *disk, partition_fn *fn, void *ctx)
{
	uint8_t header[CHUNK], entry[ENTRY];
	uint32_t count;
	uint64_t at;
	int rc;

	if (disk->sector_size < 512 || disk->sector_size > sizeof(header))
		return -EBADMSG;
	rc = read_header(disk, 1, header);
	if (rc == -EBADMSG)
		rc = read_header(disk, disk->size / disk->sector_size - 1, header);
	if (rc < 0)
		return rc;
	count = le32(header + N_ENTRIES);
	at = le64(header + ENTRIES_LBA) * disk->sector_size;
	for (unsigned int i = 0; i < count && i < PARTITION_MAX && rc == 0; i++, at += ENTRY) {
		rc = source_read(disk, at, entry, sizeof(entry));
		if (rc == 0)
			rc = tell(disk, entry, i + 1, fn, ctx);
	}
	return rc;
}
