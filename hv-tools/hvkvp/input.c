// SPDX-License-Identifier: GPL-2.0-only
#include "input.h"
#include "auto.h"
#include "file.h"
#include "options.h"
#include <errno.h>
#include <string.h>

enum { FIRST_ROOM = 64 * 1024 };

/* A pipe is what standard input is for; hv_file_read() refuses those. */
static int read_stdin(char **ret_data, size_t *ret_len)
{
	AUTO_FREE char *data = NULL;
	size_t len = 0, room = 0;

	do {
		char *more;

		room = room ? 2 * room : FIRST_ROOM;
		more = realloc(data, room);
		if (!more)
			return -ENOMEM;
		data = more;
		len += fread(data + len, 1, room - 1 - len, stdin);
		if (ferror(stdin))
			return -EIO;
		if (len > INPUT_MAX)
			return -EFBIG;
	} while (!feof(stdin));
	data[len] = '\0';
	*ret_data = data;
	*ret_len = len;
	data = NULL;
	return 0;
}

int input_read(const char *path, char **ret_data, size_t *ret_len)
{
	const int rc = strcmp(path, "-") == 0 ? read_stdin(ret_data, ret_len)
	                                      : hv_file_read(path, INPUT_MAX, ret_data, ret_len);

	if (rc < 0)
		return complain("%s: %s", path, strerror(-rc));
	return 0;
}
