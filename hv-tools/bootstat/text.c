// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"
#include "boot.h"
#include <string.h>

bool text_skip(struct text *t, const char *prefix)
{
	const size_t len = strlen(prefix);

	if (t->len < len || memcmp(t->at, prefix, len) != 0)
		return false;
	t->at += len;
	t->len -= len;
	return true;
}

bool text_number(struct text *t, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t n = 0;

	for (; n < t->len && t->at[n] >= '0' && t->at[n] <= '9'; n++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(t->at[n] - '0'), &value))
			return false;
	if (n == 0)
		return false;
	t->at += n;
	t->len -= n;
	*ret_value = value;
	return true;
}

bool text_until(struct text *t, char end, struct text *ret_part)
{
	const char *stop;

	if (t->len == 0)
		return false;
	stop = memchr(t->at, end, t->len);
	*ret_part = (struct text){ t->at, stop ? (size_t)(stop - t->at) : t->len };
	t->at += ret_part->len + (stop != NULL);
	t->len -= ret_part->len + (stop != NULL);
	return true;
}

void text_copy(struct text t, char *buf, size_t size)
{
	const size_t len = t.len < size ? t.len : size - 1;

	for (size_t i = 0; i < len; i++)
		buf[i] = t.at[i] >= ' ' && t.at[i] <= '~' ? t.at[i] : '?';
	buf[len] = '\0';
}

bool text_is_name(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", t.at[i]) || !t.at[i])
			return false;
	return t.len > 0 && t.len < BOOT_NAME_SIZE;
}
