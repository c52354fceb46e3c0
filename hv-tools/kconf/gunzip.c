// SPDX-License-Identifier: GPL-2.0-only
#include "gunzip.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum {
	FIRST_ROOM = 256 * 1024,
	GZIP_HEADER = 15 + 16, /* the largest window; gzip's header and no other */
};

bool kconf_is_gzip(const char *data, size_t len)
{
	return len >= 2 && (unsigned char)data[0] == 0x1f && (unsigned char)data[1] == 0x8b;
}

/* Room for more behind the *@len bytes, of which one more stays free. 0, -EFBIG or -ENOMEM. */
static int grow(char **text, size_t *room, size_t max)
{
	const size_t more = *room ? 2 * *room : FIRST_ROOM;
	char *to;

	if (*room > max)
		return -EFBIG;
	to = realloc(*text, more + 1);
	if (!to)
		return -ENOMEM;
	*text = to;
	*room = more;
	return 0;
}

static int unpack(z_stream *z, char **text, size_t max)
{
	size_t room = 0;
	int rc = Z_OK;

	while (rc == Z_OK) {
		if (z->total_out == room) {
			const int grown = grow(text, &room, max);

			if (grown < 0)
				return grown;
		}
		z->next_out = (Bytef *)*text + z->total_out;
		z->avail_out = (uInt)(room - z->total_out);
		rc = inflate(z, Z_NO_FLUSH);
		if (rc == Z_BUF_ERROR && z->avail_out > 0)
			return -EBADMSG; /* the input ended before the stream did */
		if (rc == Z_BUF_ERROR)
			rc = Z_OK;
	}
	if (rc != Z_STREAM_END)
		return rc == Z_MEM_ERROR ? -ENOMEM : -EBADMSG;
	return z->total_out > max ? -EFBIG : 0;
}

int kconf_gunzip(const char *data, size_t len, size_t max, char **ret_text, size_t *ret_len)
{
	z_stream z = { .next_in = (z_const Bytef *)data, .avail_in = (uInt)len };
	char *text = NULL;
	int rc;

	if (len > UINT_MAX)
		return -EFBIG;
	if (inflateInit2(&z, GZIP_HEADER) != Z_OK)
		return -ENOMEM;
	rc = unpack(&z, &text, max);
	inflateEnd(&z);
	if (rc < 0) {
		free(text);
		return rc;
	}
	text[z.total_out] = '\0';
	*ret_text = text;
	*ret_len = z.total_out;
	return 0;
}
