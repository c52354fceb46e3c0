/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values too long for one record, in pieces, as three of those who do so have agreed with their readers:
 *   ignition    KEY.0, KEY.1, ...: pieces of 990 bytes (coreos/ignition, containers/libhvee)
 *   azure-init  KEY again and again: pieces of 1022 bytes, in the order of the pool
 *   cloud-init  KEY|0, KEY|1, ...: pieces of 1022 UTF-16 units
 * No character is cut in two; each piece is text that the host can read.
 */
#pragma once
#include "records.h"

struct scheme {
	const char *name;
	char mark; /* between key and number; '\0': no number */
	size_t max_bytes, max_units;
	bool whole_key; /* a value that fits, or a record of KEY itself, is not in pieces */
};

/* NULL: no such scheme. */
const struct scheme *scheme_by_name(const char *name);

/* Bytes of @value's first piece. 0: none left, or no UTF-8. */
size_t split_next(const struct scheme *scheme, const char *value, size_t len);
/* The key of piece @n of @key, into @buf. Its length or -EMSGSIZE. */
int split_key(const struct scheme *scheme, const char *key, size_t n, char *buf, size_t size);

/*
 * The pieces of @key put together: *ret_value, a NUL behind it, is the caller's to free. How many pieces; -ENOENT
 * for none, -ENOMEM. Pieces cut within a character by others are joined as well.
 */
ssize_t split_join(const struct scheme *scheme, const struct records *records, const char *key,
                   char **ret_value, size_t *ret_len);
