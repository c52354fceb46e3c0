// SPDX-License-Identifier: GPL-2.0-only
#include "boot.h"
#include "auto.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>

int boot_time(int root, int64_t *ret_s)
{
	const int fd = openat(root, "proc/stat", O_RDONLY | O_CLOEXEC);
	AUTO_FREE char *line = NULL;
	AUTO_FCLOSE FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	unsigned long value;
	size_t room = 0;

	if (!f)
		return -errno;
	while (getline(&line, &room, f) > 0) {
		if (strncmp(line, "btime ", 6) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		if (hv_parse_uint(line + 6, 0, UINT32_MAX, &value) < 0)
			break;
		*ret_s = (int64_t)value;
		return 0;
	}
	return -ENODATA;
}
