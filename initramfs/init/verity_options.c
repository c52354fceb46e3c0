// SPDX-License-Identifier: GPL-2.0-only
#include "decimal.h"
#include "verity.h"
#include <errno.h>
#include <string.h>

static int set_offset(const char *value, size_t len, struct verity_options *o)
{
	const int64_t offset = decimal_read(value, len);

	if (offset < 0 || offset % 512 != 0)
		return -EINVAL;
	o->hash_offset = (uint64_t)offset;
	return 0;
}

static int set_signature(const char *value, size_t len, struct verity_options *o)
{
	o->signature = value;
	o->signature_len = len;
	return len > 0 && *value == '/' ? 0 : -EINVAL;
}

static int set_flag(unsigned int what, struct verity_options *o)
{
	if (what <= VERITY_PANIC)
		o->on_corruption = (enum verity_on_corruption)what;
	else if (what == 'z')
		o->ignore_zero_blocks = true;
	else
		o->check_at_most_once = true;
	return 0;
}

/* Those with a value end in '='; of the others @what says which. */
static const struct {
	char name[24];
	uint8_t what;
	int (*set)(const char *value, size_t len, struct verity_options *o);
} options[] = {
	{ "ignore-corruption", VERITY_IGNORE, NULL },
	{ "restart-on-corruption", VERITY_RESTART, NULL },
	{ "panic-on-corruption", VERITY_PANIC, NULL },
	{ "ignore-zero-blocks", 'z', NULL },
	{ "check-at-most-once", 'o', NULL },
	{ "hash-offset=", 0, set_offset },
	{ "root-hash-signature=", 0, set_signature },
};

static int set_option(const char *text, size_t len, struct verity_options *o)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const size_t name = strlen(options[i].name);

		if (len < name || memcmp(text, options[i].name, name) != 0)
			continue;
		if (options[i].set)
			return options[i].set(text + name, len - name, o);
		if (len == name)
			return set_flag(options[i].what, o);
	}
	return -EOPNOTSUPP;
}

int verity_options_parse(const char *text, size_t len, struct verity_options *ret_options,
                         const char **ret_bad, size_t *ret_bad_len)
{
	struct verity_options o = { .on_corruption = VERITY_FAIL };

	for (size_t at = 0; at < len; at++) {
		const char *end = memchr(text + at, ',', len - at);
		const size_t word = end ? (size_t)(end - text) - at : len - at;
		const int rc = word == 0 ? 0 : set_option(text + at, word, &o);

		if (rc < 0) {
			*ret_bad = text + at;
			*ret_bad_len = word;
			return rc;
		}
		at += word;
	}
	*ret_options = o;
	return 0;
}
