// SPDX-License-Identifier: GPL-2.0-only
#include "codec.h"
#include <errno.h>
#include <lzma.h>

enum { CHUNK = 64 * 1024, PRESET = 9 };

/* More than any kernel has, against an archive that wants all memory of the machine. */
static const uint64_t memory_max = 256 << 20;

static int result(lzma_ret rc)
{
	if (rc == LZMA_STREAM_END)
		return 0;
	return rc == LZMA_MEM_ERROR || rc == LZMA_MEMLIMIT_ERROR ? -ENOMEM : -EINVAL;
}

static int run(lzma_stream *x, struct bytes *out, size_t max)
{
	lzma_ret rc;

	do {
		if (bytes_reserve(out, CHUNK) < 0)
			return -ENOMEM;
		x->next_out = (uint8_t *)out->data + out->len;
		x->avail_out = CHUNK;
		rc = lzma_code(x, LZMA_FINISH);
		out->len += CHUNK - x->avail_out;
		if (out->len > max)
			return -EFBIG;
	} while (rc == LZMA_OK);
	out->data[out->len] = '\0';
	return result(rc);
}

static int unpack(const char *in, size_t len, struct bytes *out, size_t max, size_t *ret_used)
{
	lzma_stream x = LZMA_STREAM_INIT;
	int rc;

	if (lzma_stream_decoder(&x, memory_max, 0) != LZMA_OK)
		return -ENOMEM;
	x.next_in = (const uint8_t *)in;
	x.avail_in = len;
	rc = run(&x, out, max);
	*ret_used = len - x.avail_in;
	lzma_end(&x);
	return rc;
}

static int pack(const char *in, size_t len, struct bytes *out)
{
	const size_t bound = lzma_stream_buffer_bound(len);
	size_t at = 0;
	int rc = bytes_reserve(out, bound);

	/* The kernel's decoder knows no check but CRC32. */
	if (rc == 0 &&
	    lzma_easy_buffer_encode(PRESET | LZMA_PRESET_EXTREME, LZMA_CHECK_CRC32, NULL,
	                            (const uint8_t *)in, len, (uint8_t *)out->data + out->len, &at,
	                            bound) != LZMA_OK)
		rc = -ENOMEM;
	out->len += at;
	return rc;
}

const struct codec codec_xz = {
	.name = "xz",
	.suffix = ".xz",
	.image_config = "CONFIG_RD_XZ",
	.module_config = "CONFIG_MODULE_COMPRESS_XZ",
	.magic = "\xfd\x37zXZ\0",
	.magic_len = 6,
	.unpack = unpack,
	.pack = pack,
};
