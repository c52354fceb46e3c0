// SPDX-License-Identifier: GPL-2.0-only
#include "codec.h"
#include <errno.h>
#include <limits.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, CHUNK = 64 * 1024 };

static int result(int rc)
{
	return rc == Z_MEM_ERROR ? -ENOMEM : -EINVAL;
}

static int run(z_stream *z, struct bytes *out, size_t max)
{
	int rc;

	do {
		if (bytes_reserve(out, CHUNK) < 0)
			return -ENOMEM;
		z->next_out = (Bytef *)out->data + out->len;
		z->avail_out = CHUNK;
		rc = inflate(z, Z_NO_FLUSH);
		out->len += CHUNK - z->avail_out;
		if (out->len > max)
			return -EFBIG;
	} while (rc == Z_OK);
	out->data[out->len] = '\0';
	return rc == Z_STREAM_END ? 0 : result(rc);
}

static int unpack(const char *in, size_t len, struct bytes *out, size_t max, size_t *ret_used)
{
	z_stream z = { .next_in = (Bytef *)in, .avail_in = (uInt)len };
	int rc = len > UINT_MAX ? -EFBIG : 0;

	if (rc == 0 && inflateInit2(&z, GZIP_WINDOW) != Z_OK)
		rc = -ENOMEM;
	if (rc < 0)
		return rc;
	rc = run(&z, out, max);
	*ret_used = len - z.avail_in;
	inflateEnd(&z);
	return rc;
}

static int pack(const char *in, size_t len, struct bytes *out)
{
	z_stream z = { .next_in = (Bytef *)in, .avail_in = (uInt)len };
	uLong bound;
	int rc;

	/* zlib writes neither name nor time: the same bytes every time. */
	if (len > UINT_MAX || deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
	                                   MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	bound = deflateBound(&z, (uLong)len);
	rc = bytes_reserve(out, bound);
	if (rc == 0) {
		z.next_out = (Bytef *)out->data + out->len;
		z.avail_out = (uInt)bound;
		rc = deflate(&z, Z_FINISH) == Z_STREAM_END ? 0 : -ENOMEM;
		out->len += z.total_out;
	}
	deflateEnd(&z);
	return rc;
}

const struct codec codec_gzip = {
	.name = "gzip",
	.suffix = ".gz",
	.image_config = "CONFIG_RD_GZIP",
	.module_config = "CONFIG_MODULE_COMPRESS_GZIP",
	.magic = "\x1f\x8b",
	.magic_len = 2,
	.unpack = unpack,
	.pack = pack,
};
