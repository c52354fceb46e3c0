/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IMAGE.manifest, beside an image: of each file, a line of path, reason, where it was copied from, and the package
 * and version of that, parted by tabs; what is not known is empty. It stays outside of the image, as paths of the
 * machine that built it would make the image another one elsewhere.
 */
#pragma once
#include "bytes.h"
#include "fault.h"
#include "origin.h"
#include "pack.h"

struct manifest_line {
	const char *path, *why, *source, *package, *version;
};

struct manifest {
	char *text;
	struct manifest_line *lines;
	size_t n, room;
};

/* 0 or -ENOMEM. */
int manifest_write(const struct pack *pack, struct origins *origins, const char *dpkg,
                   struct bytes *out);
/* @text is copied. 0; -EINVAL for a line that is none, with its number; -ENOMEM. manifest_done() in all cases. */
int manifest_parse(struct manifest *m, const char *text, size_t len, struct fault *fault);
/* -ENOENT, too, when there is none. */
int manifest_read(struct manifest *m, const char *path, struct fault *fault);
const struct manifest_line *manifest_find(const struct manifest *m, const char *path);
void manifest_done(struct manifest *m);

#define AUTO_MANIFEST __attribute__((cleanup(manifest_done)))
