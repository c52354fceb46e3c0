/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What depmod says of a kernel's modules: modules.dep, modules.alias, modules.softdep, modules.builtin and
 * modules.builtin.modinfo, of a folder or of an image (modules.dep(5)).
 *
 * An own reader, not libkmod: that one reads only depmod's binary indexes and only from a folder, while here
 * the same questions go to the texts within images of anyone, which are hostile and often have no indexes.
 *
 * Names are those of modules with '_' for '-', as the kernel has them.
 */
#pragma once
#include "bytes.h"
#include "fault.h"
#include "image.h"
#include <stdbool.h>

struct module {
	const char *name;
	const char *
		path; /* in the release's folder; of a built-in one as in modules.builtin, may be NULL */
	const char *deps; /* paths, parted by blanks, all that must be there before it */
	bool builtin;
};

struct module_alias {
	const char *pattern, *module;
	bool builtin;
};

struct module_softdep {
	const char *module, *text; /* text: "pre: a b post: c" */
};

struct modules {
	struct module *items;
	size_t n_items, items_room;
	struct module_alias *aliases;
	size_t n_aliases, aliases_room;
	struct module_softdep *softdeps;
	size_t n_softdeps, softdeps_room;
	char **texts; /* own all strings */
	size_t n_texts, texts_room;
	bool has_dep, has_alias;
};

/* Each takes one file. 0, -EINVAL for a line that is none of such a file, -ENOMEM; with the reason, which names the line. */
int modules_parse_dep(struct modules *m, const char *text, size_t len, struct fault *fault);
int modules_parse_alias(struct modules *m, const char *text, size_t len, struct fault *fault);
int modules_parse_softdep(struct modules *m, const char *text, size_t len, struct fault *fault);
int modules_parse_builtin(struct modules *m, const char *text, size_t len, struct fault *fault);
int modules_parse_builtin_modinfo(struct modules *m, const char *text, size_t len,
                                  struct fault *fault);

/* All that there are of a folder /lib/modules/RELEASE; a missing modules.dep is an error only if @need_dep. */
int modules_read_folder(struct modules *m, const char *folder, bool need_dep, struct fault *fault);
/* The same of an image: of lib/modules/@release. */
int modules_read_image(struct modules *m, const struct image *image, const char *release,
                       struct fault *fault);
void modules_done(struct modules *m);

/* A name of any spelling, with or without folder and suffix, as in struct module. False when it does not fit. */
bool module_name(const char *path, size_t len, char *name, size_t size);
const struct module *modules_find(const struct modules *m, const char *name);
/* By the path of modules.dep. */
const struct module *modules_by_path(const struct modules *m, const char *path, size_t len);
/* The aliases that match @modalias from *at on; *at is 0 to begin with. NULL: no more. */
const struct module_alias *modules_match(const struct modules *m, const char *modalias, size_t *at);

#define AUTO_MODULES __attribute__((cleanup(modules_done)))
