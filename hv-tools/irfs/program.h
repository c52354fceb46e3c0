/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that are not static, with all libraries they need, found as the dynamic loader would (ld.so(8)):
 * the file's own run path, then the system's library folders, below each of the roots in turn.
 */
#pragma once
#include "pack.h"

struct program_roots {
	const char *const *roots; /* folders of unpacked packages, or / */
	unsigned int n;
};

/*
 * Copy @source to @path of the image, and what it needs to where its loader will look. 0, -ENOENT for a library
 * that none of the roots has, -ENOEXEC for a damaged file, errno of reading; with the reason. A static file or a
 * script is only copied.
 */
int program_add(struct pack *pack, const struct program_roots *roots, const char *source,
                const char *path, const char *why, struct fault *fault);
