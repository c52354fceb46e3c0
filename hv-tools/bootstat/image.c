// SPDX-License-Identifier: GPL-2.0-only
#include "image.h"
#include "text.h"
#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { HEADER_MAGIC = 0x202, KERNEL_VERSION = 0x20e, VERSION_BASE = 0x200, ARM64_MAGIC = 0x38 };

static bool has(const unsigned char *image, size_t len, size_t at, const char magic[4])
{
	return len >= at + 4 && memcmp(image + at, magic, 4) == 0;
}

/* Where the header says. */
static size_t find_x86(const unsigned char *image, size_t len)
{
	const size_t at =
		len < KERNEL_VERSION + 2
			? 0
			: (size_t)(image[KERNEL_VERSION] | image[KERNEL_VERSION + 1] << 8);

	return at == 0 || VERSION_BASE + at >= len ? len : VERSION_BASE + at;
}

/* No header says it; the image is not compressed, so what the kernel says at its start is in it (init/version.c). */
static size_t find_arm64(const unsigned char *image, size_t len)
{
	static const char banner[] = "Linux version ";
	const unsigned char *at = memmem(image, len, banner, sizeof(banner) - 1);

	return at ? (size_t)(at - image) + sizeof(banner) - 1 : len;
}

int image_release(const unsigned char *image, size_t len, char *buf, size_t size)
{
	const size_t at = has(image, len, HEADER_MAGIC, "HdrS")     ? find_x86(image, len)
	                  : has(image, len, ARM64_MAGIC, "ARM\x64") ? find_arm64(image, len)
	                                                            : len;
	struct text rest = { (const char *)image + at, len - at }, release;

	if (!text_until(&rest, ' ', &release) || release.len == 0 || release.len >= size ||
	    memchr(release.at, '\0', release.len))
		return -EBADMSG;
	text_copy(release, buf, size);
	return 0;
}
