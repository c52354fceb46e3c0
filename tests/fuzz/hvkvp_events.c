// SPDX-License-Identifier: GPL-2.0-only
/* A pool's records: keys and values in turn, each with a NUL behind it. What is made of them is written, too. */
#include "hvkvp/timeline.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_RECORDS = 64 };

/* @at up to its NUL, no longer than the field of a record. */
static char *take(const uint8_t **at, const uint8_t *end, size_t max, size_t *ret_len)
{
	const size_t left = (size_t)(end - *at);
	const uint8_t *stop = memchr(*at, 0, left);
	const size_t len = stop ? (size_t)(stop - *at) : left;
	char *text = malloc(max + 1);

	if (!text)
		abort();
	*ret_len = len < max ? len : max;
	memcpy(text, *at, *ret_len);
	text[*ret_len] = '\0';
	*at += len + (stop != NULL);
	return text;
}

static void write_all(const struct telemetry *t, const struct records *r)
{
	static FILE *null;

	if (!null)
		null = fopen("/dev/null", "w");
	if (!null)
		abort();
	timeline_write(null, t, r, false);
	timeline_json(null, t, r, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record items[MAX_RECORDS] = { 0 };
	struct records r = { .items = items };
	const uint8_t *end = data + size;
	struct telemetry t;

	for (; data < end && r.count < MAX_RECORDS; r.count++) {
		struct record *record = &items[r.count];

		record->index = r.count;
		record->key = take(&data, end, HV_POOL_KEY_SIZE, &record->key_len);
		record->value = take(&data, end, HV_POOL_VALUE_SIZE, &record->value_len);
	}
	if (telemetry_read(&r, &t) == 0) {
		if (t.event_count + t.report_count + t.other_count > r.count)
			abort();
		write_all(&t, &r);
	}
	telemetry_free(&t);
	for (size_t i = 0; i < r.count; i++) {
		free(items[i].key);
		free(items[i].value);
	}
	return 0;
}
