// SPDX-License-Identifier: GPL-2.0-only
#include "image.h"
#include "text.h"
#include <errno.h>
#include <string.h>

enum { HEADER_MAGIC = 0x202, KERNEL_VERSION = 0x20e, VERSION_BASE = 0x200 };

int image_release(const unsigned char *image, size_t len, char *buf, size_t size)
{
	struct text rest, release;
	size_t at;

	if (len < KERNEL_VERSION + 2 || memcmp(image + HEADER_MAGIC, "HdrS", 4) != 0)
		return -EBADMSG;
	at = VERSION_BASE + (size_t)(image[KERNEL_VERSION] | image[KERNEL_VERSION + 1] << 8);
	if (at == VERSION_BASE || at >= len)
		return -EBADMSG;
	rest = (struct text){ (const char *)image + at, len - at };
	if (!text_until(&rest, ' ', &release) || release.len == 0 || release.len >= size ||
	    memchr(release.at, '\0', release.len))
		return -EBADMSG;
	text_copy(release, buf, size);
	return 0;
}
