// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"
#include "auto.h"
#include <errno.h>

int file_read(const char *path, size_t max, char **ret_data, size_t *ret_len)
{
	AUTO_FCLOSE FILE *f = fopen(path, "re");
	AUTO_FREE char *data = NULL;
	size_t len = 0, room = 0;

	if (!f)
		return -errno;
	while (!feof(f) && len == room) {
		char *more;

		if (len > max)
			return -EFBIG;
		room = room ? 2 * room : 64 * 1024;
		more = realloc(data, room);
		if (!more)
			return -ENOMEM;
		data = more;
		len += fread(data + len, 1, room - len, f);
		if (ferror(f))
			return -EIO;
	}
	if (len > max)
		return -EFBIG;
	*ret_data = data;
	*ret_len = len;
	data = NULL;
	return 0;
}
