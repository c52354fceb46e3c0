// SPDX-License-Identifier: GPL-2.0-only
#include "tail.h"
#include <stdbool.h>

void tail_add(struct tail *t, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		t->bytes[t->at] = bytes[i];
		t->at = (t->at + 1) % TAIL_BYTES;
	}
	t->count += len;
}

/* Control characters could do anything to a terminal: they are left out. */
static void print_byte(char c, FILE *out)
{
	if ((unsigned char)c >= ' ' && c != 0x7f)
		fputc(c, out);
}

void tail_print(const struct tail *t, const char *prefix, FILE *out)
{
	const size_t kept = t->count < TAIL_BYTES ? t->count : TAIL_BYTES;
	bool begin = true, skip = t->count > TAIL_BYTES; /* the first line kept may be torn */

	for (size_t i = 0; i < kept; i++) {
		const char c = t->bytes[(t->at + TAIL_BYTES - kept + i) % TAIL_BYTES];

		if (begin && !skip)
			fputs(prefix, out);
		if (!skip)
			print_byte(c, out);
		begin = c == '\n';
		if (begin && !skip)
			fputc('\n', out);
		skip = skip && !begin;
	}
	if (kept && !begin && !skip)
		fputc('\n', out);
}
