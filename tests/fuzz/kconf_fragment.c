// SPDX-License-Identifier: GPL-2.0-only
/* Kernel config text from anyone: what the parser passes on must be what it promised. */
#include "fragment.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bounds {
	const char *text;
	size_t len;
	unsigned int last_line;
};

static void check_span(const struct bounds *b, const char *at, size_t len)
{
	if (at < b->text || len > b->len || (size_t)(at - b->text) > b->len - len)
		abort();
}

static int take_entry(void *ctx, const struct kconf_entry *e)
{
	struct bounds *b = ctx;

	check_span(b, e->name, e->name_len);
	if (e->kind != KCONF_NO) /* "is not set" has a value of its own */
		check_span(b, e->value, e->value_len);
	if (e->name_len == 0 || e->name_len > KCONF_MAX_NAME || e->line <= b->last_line)
		abort();
	b->last_line = e->line;
	return 0;
}

static int take_problem(void *ctx, unsigned int line, const char *what)
{
	(void)ctx;
	if (line == 0 || !*what)
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconf_target target = { .series = { 6, 12 }, .arch = "x86_64" };
	struct bounds bounds = { .text = (const char *)data, .len = size };
	struct kconf_sink sink = { take_entry, take_problem, &bounds };

	kconf_fragment_parse(bounds.text, size, &target, &sink);
	bounds.last_line = 0;
	kconf_fragment_parse(bounds.text, size, NULL, &sink);
	return 0;
}
