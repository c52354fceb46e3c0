// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, char *buf, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t n = read(fd, buf + have, size - have);

		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO; /* it shrank under our hands */
		have += (size_t)n;
	}
	return 0;
}

int kconf_file_read(const char *path, char **ret_text, size_t *ret_len)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	AUTO_FREE char *text = NULL;
	struct stat st;
	int rc;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > KCONF_MAX_FILE)
		return -EFBIG;
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return -ENOMEM;
	rc = read_all(fd, text, (size_t)st.st_size);
	if (rc < 0)
		return rc;
	text[st.st_size] = '\0';
	*ret_len = (size_t)st.st_size;
	*ret_text = text;
	text = NULL;
	return 0;
}
