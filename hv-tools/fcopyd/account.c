// SPDX-License-Identifier: GPL-2.0-only
#include "account.h"
#include "auto.h"
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

/* A file read line by line; of a line longer than the buffer, only the beginning. */
struct lines {
	int fd;
	size_t at, have;
	char buffer[512];
};

/* The next byte, or -1 at the end, or -errno below that. */
static int next_byte(struct lines *in)
{
	ssize_t n;

	if (in->at == in->have) {
		do
			n = read(in->fd, in->buffer, sizeof(in->buffer));
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return -1 - errno;
		if (n == 0)
			return -1;
		in->at = 0;
		in->have = (size_t)n;
	}
	return (unsigned char)in->buffer[in->at++];
}

/* True with a line in @line. */
static bool next_line(struct lines *in, char *line, size_t size, int *ret_error)
{
	size_t len = 0;
	int c = next_byte(in);

	*ret_error = c < -1 ? c + 1 : 0;
	if (c < 0)
		return false;
	for (; c >= 0 && c != '\n'; c = next_byte(in))
		if (len < size - 1)
			line[len++] = (char)c;
	line[len] = '\0';
	return true;
}

static int parse_id(const char *text, unsigned int *ret)
{
	unsigned long id;

	/* The last number means "leave it" to chown(2). */
	if (text[strspn(text, "0123456789")] || hv_parse_uint(text, 0, UINT_MAX - 1, &id) < 0)
		return -EINVAL;
	*ret = (unsigned int)id;
	return 0;
}

/* The third field of "name:x:number:...". */
static int take_line(char *line, unsigned int *ret)
{
	char *number = strchr(line, ':');

	number = number ? strchr(number + 1, ':') : NULL;
	if (!number)
		return -EINVAL;
	number++;
	number[strcspn(number, ":")] = '\0';
	return parse_id(number, ret);
}

int account_find(int root, const char *file, const char *name, unsigned int *ret_id)
{
	AUTO_CLOSE int fd = -1;
	const size_t len = strlen(name);
	struct lines in = { .at = 0 };
	char line[128];
	int rc;

	if (parse_id(name, ret_id) == 0)
		return 0;
	if (len == 0 || strchr(name, ':'))
		return -ENOENT;
	fd = openat(root, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	in.fd = fd;
	while (next_line(&in, line, sizeof(line), &rc))
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			return take_line(line, ret_id);
	return rc < 0 ? rc : -ENOENT;
}
