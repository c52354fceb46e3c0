/* SPDX-License-Identifier: GPL-2.0-only */
/* Records made of texts, for tests that need no pool. */
#pragma once
#include "hvkvp/records.h"
#include <stdlib.h>
#include <string.h>

static inline void add_record_n(struct records *r, const char *key, size_t key_len,
                                const char *value, size_t value_len)
{
	char *text = malloc(key_len + value_len + 2);

	r->items = realloc(r->items, (r->count + 1) * sizeof(*r->items));
	if (!text || !r->items)
		abort();
	memcpy(text, key, key_len);
	text[key_len] = '\0';
	memcpy(text + key_len + 1, value, value_len);
	text[key_len + 1 + value_len] = '\0';
	r->items[r->count] = (struct record){
		.key = text,
		.value = text + key_len + 1,
		.key_len = key_len,
		.value_len = value_len,
		.index = r->count,
		.good = key_len > 0 && hv_pool_units(text, key_len) >= 0 &&
		        hv_pool_units(value, value_len) >= 0,
	};
	r->bad += !r->items[r->count++].good;
}

static inline void add_record(struct records *r, const char *key, const char *value)
{
	add_record_n(r, key, strlen(key), value, strlen(value));
}
