// SPDX-License-Identifier: GPL-2.0-only
/* The superblock of a hash tree comes with the image; options and root hash come from the command line. */
#include "init/verity.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *bad = text;
	char table[VERITY_TABLE], uuid[2][UUID_TEXT];
	struct verity_request r = { .data_major = 259, .root_hash = text };
	struct source source;
	struct verity v;
	size_t bad_len = 0;
	int rc = verity_options_parse(text, size, &r.options, &bad, &bad_len);

	if (rc < 0 && (bad < text || bad + bad_len > text + size || bad_len == 0))
		abort();
	verity_partuuids(text, size, uuid[0], uuid[1]);
	source_memory(data, size, &source);
	if (verity_read(&source, 0, &v) < 0)
		return 0;
	r.root_hash = text + 512;
	r.root_hash_len = size - 512;
	rc = verity_table(&v, &r, table, sizeof(table));
	if (rc != -EINVAL && rc != -E2BIG && (rc < 0 || strlen(table) != (size_t)rc))
		abort();
	return 0;
}
