// SPDX-License-Identifier: GPL-2.0-only
#include "inflate.h"
#include "auto.h"
#include <errno.h>
#include <string.h>
#include <zlib.h>

static int digit(char c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+'             ? 62
	       : c == '/'             ? 63
	                              : -1;
}

static bool is_blank(char c)
{
	return c == '\n' || c == '\r' || c == ' ' || c == '\t';
}

/* Only padding and blanks may follow the digits, and the digits must come to whole bytes. */
static bool ends_well(const char *at, const char *end, unsigned int digits)
{
	unsigned int padding = 0;

	for (; at < end; at++) {
		if (*at != '=' && !is_blank(*at))
			return false;
		padding += *at == '=';
	}
	return (digits + padding) % 4 == 0 && padding <= 2;
}

size_t base64_decode(const char *data, size_t len, unsigned char *ret, bool *ret_whole)
{
	const char *end = data + len;
	unsigned int bits = 0, have = 0, digits = 0;
	size_t n = 0;

	for (; data < end; data++) {
		if (is_blank(*data))
			continue;
		if (digit(*data) < 0)
			break;
		bits = bits << 6 | (unsigned int)digit(*data);
		have += 6;
		digits++;
		if (have < 8)
			continue;
		have -= 8;
		ret[n++] = (unsigned char)(bits >> have);
	}
	*ret_whole = ends_well(data, end, digits);
	return n;
}

/* zlib's stream or gzip's: it looks at the first bytes. */
enum { ANY_HEADER = 15 + 32 };

static int grow(char **text, size_t *room)
{
	const size_t more = *room ? *room * 2 : 64 * 1024;
	char *to = realloc(*text, more + 1);

	if (!to)
		return -ENOMEM;
	*text = to;
	*room = more;
	return 0;
}

/* Z_OK and Z_BUF_ERROR at the end: the stream was cut off. */
static int unpack(z_stream *z, char **text, size_t *ret_len, bool *ret_whole)
{
	size_t room = 0, len = 0;
	int rc = Z_OK;

	while (rc == Z_OK && len < INFLATE_MAX) {
		if (len == room && grow(text, &room) < 0)
			return -ENOMEM;
		z->next_out = (unsigned char *)*text + len;
		z->avail_out = (unsigned int)(room - len);
		rc = inflate(z, Z_NO_FLUSH);
		len = room - z->avail_out;
		if (rc == Z_OK && z->avail_out > 0 && z->avail_in == 0)
			break;
	}
	*ret_whole = rc == Z_STREAM_END && z->avail_in == 0;
	*ret_len = len < INFLATE_MAX ? len : INFLATE_MAX;
	return len == 0 && !*ret_whole ? -EBADMSG : 0;
}

int inflate_base64(const char *data, size_t len, char **ret_text, size_t *ret_len, bool *ret_whole)
{
	AUTO_FREE unsigned char *packed = malloc(len / 4 * 3 + 4);
	char *text = NULL;
	z_stream z = { 0 };
	bool whole, all;
	size_t out = 0;
	int rc;

	if (!packed || inflateInit2(&z, ANY_HEADER) != Z_OK)
		return -ENOMEM;
	z.next_in = packed;
	z.avail_in = (unsigned int)base64_decode(data, len, packed, &all);
	rc = unpack(&z, &text, &out, &whole);
	inflateEnd(&z);
	if (rc < 0) {
		free(text);
		return rc;
	}
	text[out] = '\0';
	*ret_text = text;
	*ret_len = out;
	*ret_whole = whole && all;
	return 0;
}
