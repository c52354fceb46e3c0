// SPDX-License-Identifier: GPL-2.0-only
#include "crc.h"
#include "probe_format.h"
#include <errno.h>
#include <string.h>

enum { TINY = 1440 * 1024 }; /* a floppy: the first match counts, as libblkid has it */

/* In the order of libblkid. What holds others stands first: a RAID's half looks like what is on it. */
static const struct format {
	int (*probe)(const struct probe_view *view, struct probe *ret);
	enum probe_type type; /* unless the function says it */
	bool holds_others;
} formats[] = {
	{ probe_md, PROBE_MD_RAID, true },    { probe_lvm2, PROBE_LVM2, true },
	{ probe_verity, PROBE_VERITY, true }, { probe_luks, PROBE_LUKS, true },
	{ probe_vfat, PROBE_VFAT, false },    { probe_hibernation, PROBE_HIBERNATION, false },
	{ probe_swap, PROBE_SWAP, false },    { probe_xfs, PROBE_XFS, false },
	{ probe_ext, PROBE_EXT4, false },     { probe_squashfs, PROBE_SQUASHFS, false },
	{ probe_btrfs, PROBE_BTRFS, false },  { probe_erofs, PROBE_EROFS, false },
};

void probe_set_uuid(const uint8_t *uuid, char ret_text[UUID_TEXT])
{
	if (!uuid_is_zero(uuid))
		uuid_text(uuid, ret_text);
}

void probe_set_label(struct probe *ret, const uint8_t *label, size_t size)
{
	size_t len = strnlen((const char *)label, size);

	while (len > 0 &&
	       (label[len - 1] == ' ' || (label[len - 1] >= '\t' && label[len - 1] <= '\r')))
		len--;
	memcpy(ret->label, label, len);
	ret->label[len] = '\0';
}

uint32_t probe_crc(const uint8_t *data, size_t len, size_t field)
{
	static const uint8_t zeroes[4];
	uint32_t crc = crc_update(CRC32C, ~0u, data, field);

	crc = crc_update(CRC32C, crc, zeroes, sizeof(zeroes));
	field += sizeof(zeroes);
	return crc_update(CRC32C, crc, data + field, len - field);
}

static int probe_one(const struct format *format, const struct probe_view *view, struct probe *ret)
{
	int rc;

	memset(ret, 0, sizeof(*ret));
	rc = format->probe(view, ret);
	if (ret->type == PROBE_NONE)
		ret->type = format->type;
	return rc;
}

static int probe_all(const struct probe_view *view, struct probe *ret)
{
	struct probe found;
	int verdict = 1;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const int rc = probe_one(&formats[i], view, &found);

		if (rc < 0 && rc != -EBADMSG)
			return rc;
		if (rc > 0 || (rc < 0 && verdict == 0))
			continue;
		if (rc == 0 && verdict == 0)
			return -ENOTUNIQ;
		*ret = found;
		verdict = rc;
		if (rc == 0 && (formats[i].holds_others || view->source->size <= TINY))
			break;
	}
	return verdict;
}

int probe(const struct source *source, uint64_t now, struct probe *ret)
{
	uint8_t head[PROBE_HEAD] = { 0 };
	const struct probe_view view = { source, head, now };
	int rc;

	memset(ret, 0, sizeof(*ret));
	if (source->size <= 1024)
		return 1;
	rc = source_read(source, 0, head,
	                 source->size < sizeof(head) ? (size_t)source->size : sizeof(head));
	return rc < 0 ? rc : probe_all(&view, ret);
}

const char *probe_name(enum probe_type type)
{
	/* One text, a NUL behind each name: pointers to them would take twice the space. */
	static const char names[] =
#define PROBE_TYPE(id, name) name "\0"
		PROBE_TYPES(PROBE_TYPE);
#undef PROBE_TYPE
	const char *name = names;

	for (unsigned int i = 0; i < type && i < PROBE_N_TYPES; i++)
		name += strlen(name) + 1;
	return name;
}

bool probe_is_filesystem(enum probe_type type)
{
	return type == PROBE_VFAT || type >= PROBE_XFS;
}
