// SPDX-License-Identifier: GPL-2.0-only
#include "cpio.h"
#include "auto.h"
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

/* newc: "070701" (or "070702" with checksums), then 13 fields of 8 hexadecimal digits. */
enum {
	HEADER = 110,
	FIELD = 8,
	FIELD_FILESIZE = 6,
	FIELD_NAMESIZE = 11,
	ALIGNMENT = 4,
};

static const char trailer[] = "TRAILER!!!";

static const struct {
	const char *magic;
	size_t len;
	const char *name;
} compressions[] = {
	{ "\x1f\x8b", 2, "gzip" },
	{ "BZh", 3, "bzip2" },
	{ "\x5d\x00\x00", 3, "lzma" },
	{ "\xfd"
	  "7zXZ",
	  5, "xz" },
	{ "\x89LZO", 4, "lzo" },
	{ "\x02\x21\x4c\x18", 4, "lz4" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd" },
};

static const char *find_compression(const char *data, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++)
		if (len >= compressions[i].len &&
		    memcmp(data, compressions[i].magic, compressions[i].len) == 0)
			return compressions[i].name;
	return NULL;
}

static int field(const char *header, unsigned int index, uint32_t *ret)
{
	const char *p = header + 6 + FIELD * index;
	uint32_t value = 0;

	for (int i = 0; i < FIELD; i++) {
		const int c = tolower((unsigned char)p[i]);

		if (!isxdigit(c))
			return -EBADMSG;
		value = value << 4 | (uint32_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	*ret = value;
	return 0;
}

static size_t align(size_t n)
{
	return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The entry at @at: its name, and where the next begins. */
static int read_entry(const char *data, size_t len, size_t at, const char **ret_name,
                      size_t *ret_next)
{
	uint32_t size, name_size;
	size_t body;

	if (len - at < HEADER || field(data + at, FIELD_FILESIZE, &size) < 0 ||
	    field(data + at, FIELD_NAMESIZE, &name_size) < 0)
		return -EBADMSG;
	if (name_size == 0 || name_size > len - at - HEADER ||
	    data[at + HEADER + name_size - 1] != '\0')
		return -EBADMSG;
	body = align(at + HEADER + name_size);
	if (body > len || size > len - body)
		return -EBADMSG;
	*ret_name = data + at + HEADER;
	*ret_next = align(body + size);
	if (*ret_next > len) /* the last one may lack its padding */
		*ret_next = len;
	return 0;
}

static int is_entry(const char *data, size_t len)
{
	return len >= 6 && memcmp(data, "07070", 5) == 0 && (data[5] == '1' || data[5] == '2');
}

int kconf_cpio_each(const char *data, size_t len, int (*take)(void *ctx, const char *name),
                    void *ctx, struct kconf_cpio *ret_cpio)
{
	size_t at = 0;

	*ret_cpio = (struct kconf_cpio){ 0 };
	while (at < len) {
		const char *name;
		int rc;

		if (data[at] == '\0' && at > 0) {
			at++;
			continue;
		}
		if (!is_entry(data + at, len - at)) {
			ret_cpio->compression = find_compression(data + at, len - at);
			ret_cpio->compressed_at = at;
			return ret_cpio->compression ? 0 : -EBADMSG;
		}
		rc = read_entry(data, len, at, &name, &at);
		if (rc == 0 && strcmp(name, trailer) != 0)
			rc = take(ctx, name);
		if (rc)
			return rc;
	}
	return len > 0 ? 0 : -EBADMSG;
}
