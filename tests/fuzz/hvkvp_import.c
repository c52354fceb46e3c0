// SPDX-License-Identifier: GPL-2.0-only
/* What hvkvp import reads; the first byte tells the form: 'j', 't' or anything else. */
#include "hvkvp/import.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct batch b = { 0 };
	char why[256] = "";
	enum import_form form;
	int rc;

	if (size == 0)
		return 0;
	form = data[0] == 'j' ? IMPORT_JSON : data[0] == 't' ? IMPORT_TEXT : IMPORT_NULL;
	rc = import_parse(form, (const char *)data + 1, size - 1, &b, why, sizeof(why));
	if ((rc < 0) != (why[0] != '\0') || b.count > BATCH_MAX)
		abort();
	for (size_t i = 0; i < b.count; i++)
		if (b.pairs[i].key[b.pairs[i].key_len] || b.pairs[i].value[b.pairs[i].value_len])
			abort();
	batch_free(&b);
	return 0;
}
