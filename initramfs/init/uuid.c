// SPDX-License-Identifier: GPL-2.0-only
#include "uuid.h"

void hex_text(const uint8_t *bytes, size_t len, char *ret_text)
{
	for (size_t i = 0; i < 2 * len; i++)
		*ret_text++ = "0123456789abcdef"[i % 2 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4];
	*ret_text = '\0';
}

/* -1: no digit. */
static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_bytes(const char *text, size_t len, uint8_t *ret_bytes)
{
	for (; len > 0; len--, text += 2) {
		const int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);

		if (low < 0)
			return false;
		*ret_bytes++ = (uint8_t)(high << 4 | low);
	}
	return true;
}

void uuid_text(const uint8_t uuid[UUID_SIZE], char ret_text[UUID_TEXT])
{
	for (unsigned int i = 0; i < UUID_SIZE; i++) {
		/* A NUL follows each pair, over which the next one or a dash is written. */
		hex_text(uuid + i, 1, ret_text);
		ret_text += 2;
		if (i == 3 || i == 5 || i == 7 || i == 9)
			*ret_text++ = '-';
	}
}

void guid_text(const uint8_t guid[UUID_SIZE], char ret_text[UUID_TEXT])
{
	static const uint8_t order[UUID_SIZE] = { 3, 2, 1,  0,  5,  4,  7,  6,
		                                  8, 9, 10, 11, 12, 13, 14, 15 };
	uint8_t uuid[UUID_SIZE];

	for (unsigned int i = 0; i < UUID_SIZE; i++)
		uuid[i] = guid[order[i]];
	uuid_text(uuid, ret_text);
}

bool uuid_is_zero(const uint8_t uuid[UUID_SIZE])
{
	uint8_t any = 0;

	for (unsigned int i = 0; i < UUID_SIZE; i++)
		any |= uuid[i];
	return any == 0;
}
