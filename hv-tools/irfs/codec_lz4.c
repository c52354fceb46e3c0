// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legacy frame of lz4: a magic number, then blocks of up to 8 MiB, each behind its packed size, and no
 * end (doc/lz4_Frame_format.md). The kernel stops at a size of 0, which padding looks like, or at the end.
 */
#include "codec.h"
#include <errno.h>
#include <lz4.h>
#include <lz4hc.h>
#include <string.h>

enum { BLOCK = 8 << 20 };

static uint32_t le32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static int unpack_block(const char *in, uint32_t size, struct bytes *out, size_t max)
{
	int n;

	if (bytes_reserve(out, BLOCK) < 0)
		return -ENOMEM;
	n = LZ4_decompress_safe(in, out->data + out->len, (int)size, BLOCK);
	if (n < 0)
		return -EINVAL;
	out->len += (size_t)n;
	out->data[out->len] = '\0';
	return out->len > max ? -EFBIG : 0;
}

static int unpack(const char *in, size_t len, struct bytes *out, size_t max, size_t *ret_used)
{
	size_t at = 4;

	while (len - at >= 4) {
		const uint32_t size = le32(in + at);
		int rc;

		if (size == 0)
			break;
		if (size > (uint32_t)LZ4_COMPRESSBOUND(BLOCK) || size > len - at - 4)
			return -EINVAL;
		rc = unpack_block(in + at + 4, size, out, max);
		if (rc < 0)
			return rc;
		at += 4 + size;
	}
	*ret_used = at;
	return 0;
}

static int pack_block(const char *in, size_t len, struct bytes *out)
{
	const int bound = LZ4_compressBound((int)len);
	char size[4];
	int n, rc = bytes_reserve(out, (size_t)bound + sizeof(size));

	if (rc < 0)
		return rc;
	n = LZ4_compress_HC(in, out->data + out->len + sizeof(size), (int)len, bound,
	                    LZ4HC_CLEVEL_MAX);
	if (n <= 0)
		return -ENOMEM;
	for (unsigned int i = 0; i < sizeof(size); i++)
		size[i] = (char)((unsigned int)n >> 8 * i);
	memcpy(out->data + out->len, size, sizeof(size));
	out->len += sizeof(size) + (size_t)n;
	return 0;
}

static int pack(const char *in, size_t len, struct bytes *out)
{
	int rc = bytes_add(out, codec_lz4.magic, codec_lz4.magic_len);

	for (size_t at = 0; rc == 0 && at < len; at += BLOCK)
		rc = pack_block(in + at, len - at < BLOCK ? len - at : BLOCK, out);
	return rc;
}

const struct codec codec_lz4 = {
	.name = "lz4",
	.suffix = ".lz4",
	.image_config = "CONFIG_RD_LZ4",
	.module_config = NULL,
	.magic = "\x02\x21\x4c\x18",
	.magic_len = 4,
	.unpack = unpack,
	.pack = pack,
};
