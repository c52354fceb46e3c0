/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a record reaches the host: UTF-8 of at most 254 UTF-16 units of key and 1022 of value. The kernel cuts
 * off the rest in silence, never within a character, and answers a field of which it cannot read a character that
 * it would deliver with an error, at which a host stops to enumerate (drivers/hv/hv_kvp.c, kvp_respond_to_host();
 * fs/nls/nls_base.c, utf8s_to_utf16s()).
 */
#pragma once
#include "records.h"

struct delivery {
	size_t key_len, value_len; /* bytes that arrive */
	bool key_cut, value_cut, key_bad, value_bad;
};

/* Bytes of the longest part of @text of at most @max units, and whether it is UTF-8. */
size_t units_fit(const char *text, size_t len, size_t max, bool *ret_bad);

struct delivery record_delivery(const struct record *record);
bool delivery_is_whole(const struct delivery *d);
/* Why it is not, as words: "the value is cut after 1022 UTF-16 units". Returns @buf. */
const char *delivery_words(const struct delivery *d, char *buf, size_t size);

/*
 * May the pool hold this? 0; -EMSGSIZE: over the limits, or with @to_the_brim what a record has room for; -EILSEQ;
 * -EINVAL for a key of no byte. The reason stands in @why.
 */
int limits_check(const char *key, size_t key_len, const char *value, size_t value_len,
                 bool to_the_brim, char *why, size_t why_size);
