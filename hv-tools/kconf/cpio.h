/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files in an initramfs: one or several newc archives one after the other, with padding between, of which
 * the last may be compressed (the first is then a processor's microcode).
 * Source: Documentation/driver-api/early-userspace/buffer-format.rst; magics of lib/decompress.c.
 */
#pragma once
#include <stddef.h>

struct kconf_cpio {
	const char *
		compression; /* gzip, bzip2, lzma, xz, lzo, lz4, zstd; NULL = the archive ends as it is */
	size_t compressed_at; /* where that begins */
};

/*
 * Call @take for the name of each file, which has a NUL behind it and points into @data; anything but 0 ends it
 * and is returned. 0; -EBADMSG for what is neither an archive nor compressed, or is cut off.
 */
int kconf_cpio_each(const char *data, size_t len, int (*take)(void *ctx, const char *name),
                    void *ctx, struct kconf_cpio *ret_cpio);
