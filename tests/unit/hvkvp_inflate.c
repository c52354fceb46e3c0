// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/inflate.h"
#include "tap.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* zlib's and gzip's of "cloud-init\n\0\377" */
static const char zlib_text[] = "eJxLzskvTdHNzMss4WL4DwAi1AUC";
static const char gzip_text[] = "H4sIAAAAAAAC/0vOyS9N0c3MyyzhYvgPACZ1n10NAAAA";

static void decodes(const char *data, size_t len, const char *want, bool want_whole)
{
	unsigned char out[64];
	bool whole;
	const size_t n = base64_decode(data, len, out, &whole);

	is_int(n, strlen(want));
	is_true(memcmp(out, want, strlen(want)) == 0);
	is_int(whole, want_whole);
}

static void base64_of_every_length(void)
{
	decodes("", 0, "", true);
	decodes("YQ==", 4, "a", true);
	decodes("YWI=", 4, "ab", true);
	decodes("YWJj", 4, "abc", true);
	decodes("YW\nJj\r\nZA==\n", 12, "abcd", true);
	decodes("YWJjZ", 5, "abc", false);
	decodes("YQ=", 3, "a", false);
	decodes("YWJj*WFh", 8, "abc", false);
	decodes("YQ==YQ==", 8, "a", false);
}

static void zlib_and_gzip(void)
{
	const char *const both[] = { zlib_text, gzip_text };

	for (size_t i = 0; i < 2; i++) {
		char *text;
		size_t len;
		bool whole;

		is_int(inflate_base64(both[i], strlen(both[i]), &text, &len, &whole), 0);
		is_int(len, 13);
		is_true(memcmp(text, "cloud-init\n\0\377", 13) == 0);
		is_true(whole);
		free(text);
	}
}

static void what_is_cut_off_is_not_whole(void)
{
	for (size_t n = 0; n < strlen(zlib_text); n++) {
		char *text;
		size_t len;
		bool whole;
		const int rc = inflate_base64(zlib_text, n, &text, &len, &whole);

		is_true(rc == -EBADMSG || (rc == 0 && !whole && len <= 13));
		if (rc == 0)
			free(text);
	}
}

static size_t encode(const unsigned char *data, size_t len, char *ret)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = 0;

	for (size_t i = 0; i < len; i += 3) {
		const unsigned int bits = data[i] << 16 | (i + 1 < len ? data[i + 1] << 8 : 0) |
		                          (i + 2 < len ? data[i + 2] : 0);

		for (int k = 3; k >= 0; k--)
			ret[n++] = digits[bits >> 6 * k & 63];
	}
	for (size_t i = 0; i < (3 - len % 3) % 3; i++)
		ret[n - 1 - i] = '=';
	return n;
}

/* 64 MiB of zeroes come to 64 KiB: INFLATE_MAX is all that is made of them. */
static void a_bomb_is_bounded(void)
{
	const size_t big = 64 << 20;
	uLongf packed_len = compressBound(big);
	unsigned char *zeroes = calloc(1, big), *packed = malloc(packed_len);
	char *base64 = malloc(packed_len * 2), *text;
	size_t len;
	bool whole;

	is_int(compress(packed, &packed_len, zeroes, big), Z_OK);
	len = encode(packed, packed_len, base64);
	is_int(inflate_base64(base64, len, &text, &len, &whole), 0);
	is_int(len, INFLATE_MAX);
	is_true(!whole);
	free(text);
	free(zeroes);
	free(packed);
	free(base64);
}

TAP_MAIN(TAP_CASE(base64_of_every_length), TAP_CASE(zlib_and_gzip),
         TAP_CASE(what_is_cut_off_is_not_whole), TAP_CASE(a_bomb_is_bounded))
