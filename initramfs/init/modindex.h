/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What depmod says of a kernel's modules: the texts modules.dep, modules.alias, modules.softdep and
 * modules.builtin (modules.dep(5)), read as they are. An own reader, not libkmod, since that would be twenty
 * times its size (libkmod 34 and its decompressors: some 150 KiB, this: one and a half), and since what is left
 * out is of no use here: the binary indexes are for trees of thousands of modules, of which an image has few.
 */
#pragma once
#include "file.h"
#include <stdbool.h>

struct modindex {
	struct file dep, alias, softdep, builtin;
};

/* A piece of one of the texts. */
struct piece {
	const char *at;
	size_t len;
};

/* The first word off the front of @rest; words end at blanks. false: there is none. */
bool piece_word(struct piece *rest, struct piece *ret_word);
struct piece piece_of(const char *text);
/* As names of modules are: '-' and '_' are one. */
bool piece_is_name(struct piece a, struct piece b);

/* Of "kernel/drivers/nvme/host/nvme-core.ko.xz": "nvme-core". */
struct piece modindex_name(struct piece path);

/* The module of that name: its file and those of what it needs, which has to be loaded from the last on. */
bool modindex_find(const struct modindex *index, struct piece name, struct piece *ret_path,
                   struct piece *ret_needs);
bool modindex_is_builtin(const struct modindex *index, struct piece name);

/*
 * The next module with an alias that @text matches; @at is 0 to begin with and moves on. NULL and so on:
 * false, no more.
 */
bool modindex_alias(const struct modindex *index, const char *text, size_t *at,
                    struct piece *ret_name);

/* What is wanted before and after @name: words of which "pre:" and "post:" say which; true: there is such. */
bool modindex_softdep(const struct modindex *index, struct piece name, struct piece *ret_words);
