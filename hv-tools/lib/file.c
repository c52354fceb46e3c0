// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"
#include "auto.h"
#include <errno.h>
#include <sys/stat.h>

enum { FIRST_ROOM = 64 * 1024 };

int hv_file_read(const char *path, size_t max, char **ret_data, size_t *ret_len)
{
	AUTO_FCLOSE FILE *f = fopen(path, "re");
	AUTO_FREE char *data = NULL;
	size_t len = 0, room = 0;
	struct stat st;

	if (!f || fstat(fileno(f), &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	do {
		char *more = realloc(data, room ? 2 * room : FIRST_ROOM);

		if (!more)
			return -ENOMEM;
		data = more;
		room = room ? 2 * room : FIRST_ROOM;
		len += fread(data + len, 1, room - 1 - len, f);
		if (ferror(f))
			return -errno;
		if (len > max)
			return -EFBIG;
	} while (!feof(f));
	data[len] = '\0';
	*ret_data = data;
	*ret_len = len;
	data = NULL;
	return 0;
}

ssize_t hv_read_all(int fd, char *room, size_t size)
{
	size_t len = 0;

	while (len < size) {
		const ssize_t n = read(fd, room + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return (ssize_t)len;
		len += (size_t)n;
	}
	return -EFBIG;
}
