/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A configuration file from one table: lines of "name = value", blank lines, and lines that begin with
 * '#' or ';'. Blanks around names and values do not count; a value is the rest of its line, without
 * quotes or escapes. There are no sections.
 *
 * A table ends with an all-zero entry. Each option writes into the caller's options struct at .offset:
 * BOOL a bool (yes, no, true, false, on, off, 1, 0), UINT an unsigned long within [min, max], STRING a
 * const char *, LIST a struct hv_list (cli.h) with one item for each line, which an empty value empties.
 * Of the others the last line counts. An option that the file does not name keeps what the caller has put
 * there.
 */
#pragma once
#include <stddef.h>

enum hv_conf_kind { HV_CONF_BOOL, HV_CONF_UINT, HV_CONF_STRING, HV_CONF_LIST };

struct hv_conf_option {
	const char *name;
	enum hv_conf_kind kind;
	size_t offset;
	unsigned long min, max; /* UINT only */
};

struct hv_conf_error {
	unsigned int line; /* from 1; 0: it is about the file as a whole */
	char text[128];    /* what is wrong, for "FILE:LINE: TEXT" */
};

/*
 * Read @path below the folder @root, or where it says when @root is AT_FDCWD. All of the file goes into
 * @room of @size bytes, with a byte to spare; strings point into it, so it stays as long as @opts do.
 * Nothing is allocated.
 *
 * 0, or with *ret_error filled in: -EINVAL for a line that is wrong, -EFBIG when the file is larger than
 * the room, -EISDIR for what is no regular file, -ENOENT when there is none, another errno of opening or
 * reading. On an error the lines before it have had their effect.
 */
int hv_conf_read(int root, const char *path, const struct hv_conf_option *table, void *opts,
                 char *room, size_t size, struct hv_conf_error *ret_error);
/* The same for a text of @len bytes, with room for a NUL behind it; it is changed. */
int hv_conf_parse(char *text, size_t len, const struct hv_conf_option *table, void *opts,
                  struct hv_conf_error *ret_error);
