/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the commands have in common: their options in one struct, of which each command's table fills the part
 * it knows, the names of the pools, and the way from --root to the folder of the pools.
 */
#pragma once
#include "cli.h"
#include "pool.h"
#include <stdbool.h>

struct options {
	const char *root, *pool, *split, *join, *file, *format, *value, *extract, *prefix;
	bool json, raw, null, keys, all, force, append, private, replace, text, repair, prometheus,
		labels, since_boot, upstream;
	unsigned long timeout_s, count;
};

/* Entries of an option table. */
#define OPTION_FLAG(name, letter, field, help)                                                  \
	{                                                                                       \
		name, letter, HV_OPTION_FLAG, NULL, help, offsetof(struct options, field), 0, 0 \
	}
#define OPTION_TEXT(name, letter, field, metavar, help)                                            \
	{                                                                                          \
		name, letter, HV_OPTION_STRING, metavar, help, offsetof(struct options, field), 0, \
			0                                                                          \
	}
#define OPTION_ROOT       OPTION_TEXT("root", 'r', root, "DIR", "of the system to look at (default /)")
#define OPTION_JSON       OPTION_FLAG("json", 'j', json, "write JSON")
#define OPTION_POOL(help) OPTION_TEXT("pool", 'p', pool, "POOL", help)
#define OPTION_RAW        OPTION_FLAG("raw", 0, raw, "write bytes as they are, escape nothing")
#define OPTION_NULL \
	OPTION_FLAG("null", '0', null, "end each field with a NUL in place of a tab or newline")

/*
 * Parse a command's words, of which @min to @max may be operands: -1 to go on with those from *ret_first, or
 * the exit code; why stands on standard error.
 */
int options_parse(const struct hv_cli *cli, int argc, char **argv, int min, int max,
                  struct options *ret, int *ret_first);

#define POOLS_BELOW (&HV_POOL_FOLDER[1]) /* the root: without its first '/' */

/* "external", "guest", "auto", "host" or "internal", or the kernel's name for it. */
const char *pool_name(unsigned int number);
/* The pool of this name or number: 0 to 4, or -1 after a word on standard error. */
int pool_by_name(const char *name);
/* The pools @names, all of them when there are none, as a set of bits; -1 as above. */
int pool_set(char *const *names, int count);

/* Where the root begins; -errno after a word. The caller closes it. */
int options_root(const struct options *o);
/*
 * The folder @path below the folder @root, as a descriptor; -errno. An image's own links, absolute ones too, lead to
 * places in the image.
 */
int folder_below(int root, const char *path);
/*
 * The folder of the pools below the root, made where it is missing and @create; -errno, after a word for all but
 * a -ENOENT without @create.
 */
int options_folder(const struct options *o, bool create);

/* "hvkvp: FORMAT" and a newline to standard error. Returns -1. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
