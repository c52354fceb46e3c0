// SPDX-License-Identifier: GPL-2.0-only
#include "codec.h"
#include <errno.h>
#include <zstd.h>

/* 22 is the highest; the window, which the kernel allocates too, stays below its limit of 128 MiB. */
enum { LEVEL = 22, WINDOW_LOG_MAX = 27 };

static int run(ZSTD_DStream *z, ZSTD_inBuffer *in, struct bytes *out, size_t max)
{
	const size_t chunk = ZSTD_DStreamOutSize();
	size_t rc;

	do {
		ZSTD_outBuffer to;

		if (bytes_reserve(out, chunk) < 0)
			return -ENOMEM;
		to = (ZSTD_outBuffer){ out->data + out->len, chunk, 0 };
		rc = ZSTD_decompressStream(z, &to, in);
		if (ZSTD_isError(rc))
			return -EINVAL;
		out->len += to.pos;
		if (out->len > max)
			return -EFBIG;
		if (rc > 0 && to.pos == 0 && in->pos == in->size)
			return -EINVAL; /* cut off */
	} while (rc > 0);
	out->data[out->len] = '\0';
	return 0;
}

static int unpack(const char *in, size_t len, struct bytes *out, size_t max, size_t *ret_used)
{
	ZSTD_inBuffer from = { in, len, 0 };
	ZSTD_DStream *z = ZSTD_createDStream();
	int rc = z ? 0 : -ENOMEM;

	if (rc == 0) {
		ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
		rc = run(z, &from, out, max);
	}
	*ret_used = from.pos;
	ZSTD_freeDStream(z);
	return rc;
}

static int pack(const char *in, size_t len, struct bytes *out)
{
	const size_t bound = ZSTD_compressBound(len);
	ZSTD_CCtx *z = ZSTD_createCCtx();
	int rc = z ? bytes_reserve(out, bound) : -ENOMEM;
	size_t n;

	if (rc == 0) {
		ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, LEVEL);
		n = ZSTD_compress2(z, out->data + out->len, bound, in, len);
		rc = ZSTD_isError(n) ? -ENOMEM : 0;
		out->len += rc == 0 ? n : 0;
	}
	ZSTD_freeCCtx(z);
	return rc;
}

const struct codec codec_zstd = {
	.name = "zstd",
	.suffix = ".zst",
	.image_config = "CONFIG_RD_ZSTD",
	.module_config = "CONFIG_MODULE_COMPRESS_ZSTD",
	.magic = "\x28\xb5\x2f\xfd",
	.magic_len = 4,
	.unpack = unpack,
	.pack = pack,
};
