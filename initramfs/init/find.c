// SPDX-License-Identifier: GPL-2.0-only
#include "find.h"
#include "azure.h"
#include <string.h>
#include <strings.h>

struct search {
	struct blocks *blocks;
	const struct root_spec *spec;
	const struct find_hints *hints;
};

static bool is_esp_disk(struct search *s, const struct block *block)
{
	for (size_t i = 0; i < s->blocks->n; i++) {
		struct block *b = &s->blocks->items[i];

		if (strcmp(b->disk, block->disk) != 0 || b->number == 0)
			continue;
		block_read_table(s->blocks, b);
		if (strcasecmp(b->partuuid, s->hints->esp) == 0)
			return true;
	}
	return false;
}

static bool matches_auto(struct search *s, struct block *b)
{
	if (b->number == 0)
		return false;
	block_read_table(s->blocks, b);
	return b->role == PARTITION_ROOT && !(b->flags & PARTITION_NO_AUTO) &&
	       (!*s->hints->esp || is_esp_disk(s, b));
}

/* The kernel tells PARTUUIDs in events since 6.13; from others the table has to be read. */
static bool matches_partuuid(struct search *s, struct block *b)
{
	if (b->number == 0)
		return false;
	if (!*b->partuuid)
		block_read_table(s->blocks, b);
	return *b->partuuid && strcasecmp(b->partuuid, s->spec->value) == 0;
}

static bool matches_content(struct search *s, struct block *b)
{
	const bool label = s->spec->kind == ROOT_LABEL;

	block_probe(s->blocks, b);
	if (b->probe_rc != 0 ||
	    (b->type == PROBE_SWAP || b->type == PROBE_HIBERNATION) > s->hints->swap)
		return false;
	return label ? strcmp(b->label, s->spec->value) == 0
	             : strcasecmp(b->uuid, s->spec->value) == 0;
}

static bool matches(struct search *s, struct block *b)
{
	switch (s->spec->kind) {
	case ROOT_DEVICE:
		return strcmp(b->name, s->spec->value) == 0;
	case ROOT_NUMBER:
		return b->major == s->spec->major && b->minor == s->spec->minor;
	case ROOT_UUID:
	case ROOT_LABEL:
		return matches_content(s, b);
	case ROOT_PARTUUID:
		return matches_partuuid(s, b);
	case ROOT_PARTLABEL:
		return b->number > 0 && strcmp(b->partlabel, s->spec->value) == 0;
	case ROOT_AUTO:
		return matches_auto(s, b);
	case ROOT_AZURE:
		return b->os_disk && b->number == s->spec->part;
	}
	return false;
}

/* Devices of one btrfs are no duplicates of each other. */
static bool is_sibling(const struct block *a, const struct block *b)
{
	return a->type == PROBE_BTRFS && b->type == PROBE_BTRFS &&
	       strcmp(a->device_uuid, b->device_uuid) != 0;
}

/* sda before sdb before sdaa; nvme0n1 before nvme0n10. */
static bool comes_before(const struct block *a, const struct block *b)
{
	const size_t a_len = strlen(a->name), b_len = strlen(b->name);

	return a_len != b_len ? a_len < b_len : strcmp(a->name, b->name) < 0;
}

static bool is_better(const struct block *a, const struct block *b)
{
	return a->os_disk != b->os_disk ? a->os_disk : comes_before(a, b);
}

static void take(struct found *found, struct block *b)
{
	struct block *best = found->block;

	if (!best) {
		found->block = b;
		return;
	}
	if (!is_sibling(best, b)) {
		found->flags |= FIND_DUPLICATE;
		found->other = is_better(b, best) ? best : b;
	}
	if (is_better(b, best))
		found->block = b;
}

static bool os_disk_is_here(const struct blocks *blocks)
{
	for (size_t i = 0; i < blocks->n; i++)
		if (blocks->items[i].os_disk)
			return true;
	return false;
}

/* By what a disk is, not by where it is or how it is called. */
static bool is_by_content(enum root_kind kind)
{
	return kind != ROOT_DEVICE && kind != ROOT_NUMBER && kind != ROOT_AZURE;
}

/* "sd" and "nvme": a VM that is resized to another series finds its disks behind the other controller. */
static bool is_other_kind(const char *wanted, const char *there)
{
	const bool scsi = strncmp(wanted, "sd", 2) == 0, nvme = strncmp(wanted, "nvme", 4) == 0;

	return (scsi && strncmp(there, "nvme", 4) == 0) || (nvme && strncmp(there, "sd", 2) == 0);
}

static bool find_swapped(const struct search *s, struct found *found)
{
	if (s->spec->kind != ROOT_DEVICE || !s->hints->late)
		return false;
	for (size_t i = 0; i < s->blocks->n; i++) {
		struct block *b = &s->blocks->items[i];

		if (!b->os_disk || b->number != s->spec->part ||
		    !is_other_kind(s->spec->value, b->name))
			continue;
		*found = (struct found){ .block = b, .flags = FIND_SWAPPED };
		return true;
	}
	return false;
}

bool find_root(struct blocks *blocks, const struct root_spec *spec, const struct find_hints *hints,
               struct found *ret_found)
{
	struct search s = { blocks, spec, hints };
	struct found found = { NULL, NULL, 0 };

	for (size_t i = 0; i < blocks->n; i++)
		if (matches(&s, &blocks->items[i]))
			take(&found, &blocks->items[i]);
	if (!found.block) {
		if (!find_swapped(&s, &found))
			return false;
	} else if (spec->offset != 0) {
		found.block = blocks_part(blocks, found.block->disk,
		                          found.block->number + (unsigned int)spec->offset);
		if (!found.block)
			return false;
	}
	if (is_by_content(spec->kind) && !found.block->os_disk && !os_disk_is_here(blocks) &&
	    azure_has_os_disk(blocks->sys))
		found.flags |= FIND_PERHAPS;
	*ret_found = found;
	return true;
}

unsigned int find_members(struct blocks *blocks, const struct block *block)
{
	unsigned int n = 0;

	for (size_t i = 0; i < blocks->n; i++) {
		struct block *b = &blocks->items[i];

		block_probe(blocks, b);
		n += b->probe_rc == 0 && b->type == block->type &&
		     strcmp(b->uuid, block->uuid) == 0;
	}
	return n;
}
