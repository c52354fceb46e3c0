/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which Debian package a file of this machine came from: of a folder that was said to be one's (unpacked, not
 * installed), or, of an installed one, by dpkg's lists of files (/var/lib/dpkg/info).
 */
#pragma once
#include <stddef.h>

struct origin {
	char *folder, *package, *version;
};

struct origins {
	struct origin *items;
	size_t n, room;
};

/* Files below @folder are of @package. 0 or -ENOMEM. */
int origins_add(struct origins *o, const char *folder, const char *package, const char *version);
/*
 * The package of @path, which the origins keep; NULL when there is none known. @dpkg is the folder
 * /var/lib/dpkg, of any root.
 */
const struct origin *origins_of(struct origins *o, const char *path, const char *dpkg);
void origins_done(struct origins *o);
