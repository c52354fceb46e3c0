/* SPDX-License-Identifier: GPL-2.0-only */
/* What the formats know of each other: nothing but this. */
#pragma once
#include "probe.h"

enum { PROBE_HEAD = 4096 };

struct probe_view {
	const struct source *source;
	const uint8_t *head; /* the first PROBE_HEAD bytes, zeroes where there are fewer */
	uint64_t now;
};

/*
 * 0: this it is, in *@ret, which was all zeroes and whose .type the caller sets if it is still NONE; 1: this it
 * is not; -EBADMSG: it would be, but cannot be right; others of reading.
 */
int probe_md(const struct probe_view *view, struct probe *ret);
int probe_lvm2(const struct probe_view *view, struct probe *ret);
int probe_luks(const struct probe_view *view, struct probe *ret);
int probe_verity(const struct probe_view *view, struct probe *ret);
int probe_vfat(const struct probe_view *view, struct probe *ret);
int probe_hibernation(const struct probe_view *view, struct probe *ret);
int probe_swap(const struct probe_view *view, struct probe *ret);
int probe_xfs(const struct probe_view *view, struct probe *ret);
int probe_ext(const struct probe_view *view, struct probe *ret);
int probe_btrfs(const struct probe_view *view, struct probe *ret);
int probe_squashfs(const struct probe_view *view, struct probe *ret);
int probe_erofs(const struct probe_view *view, struct probe *ret);

/* A UUID of zeroes is none. */
void probe_set_uuid(const uint8_t *uuid, char ret_text[UUID_TEXT]);
/* Up to a NUL or @size bytes, without blanks at the end. */
void probe_set_label(struct probe *ret, const uint8_t *label, size_t size);
/* CRC32C of @len bytes, taking the four at @field, where it is stored, for zeroes. */
uint32_t probe_crc(const uint8_t *data, size_t len, size_t field);
