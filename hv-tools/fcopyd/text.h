/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names and paths that come from the host: strictly UTF-16 or UTF-8, without control characters. What is not
 * quite right is refused, never mended: a mended name is another name.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
	TEXT_SIZE = 1024, /* room for each: 259 UTF-16 units are 777 bytes of UTF-8, and a NUL */
	TEXT_NAME = 255,  /* bytes of one component of a path */
};

/*
 * The @count UTF-16LE units at @units as UTF-8 with a NUL, into @text of @size bytes. 0; -EILSEQ for half
 * of a surrogate pair, a NUL or a control character; -ENAMETOOLONG when it does not fit.
 */
int text_from_utf16(const uint8_t *units, size_t count, char *text, size_t size);

/* Whether @text is UTF-8 without control characters: 0 or -EILSEQ. */
int text_check(const char *text);

/* Whether @name can be that of a file: 0; -EINVAL for "", ".", ".." or with '/'; -ENAMETOOLONG. */
int text_check_name(const char *name);

/*
 * The absolute @path without its first '/' and without doubled and last ones ("/srv//in/" is "srv/in", "/"
 * is "") into @plain of TEXT_SIZE bytes. 0; -EINVAL when it is not absolute or has "." or "..";
 * -ENAMETOOLONG.
 */
int text_plain_path(const char *path, char *plain);
