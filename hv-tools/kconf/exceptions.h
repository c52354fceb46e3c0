/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a flavor knowingly lacks, FLAVOR.exceptions. Lines:
 *	lists = LIST...				the requirement lists the flavor is held to
 *	level LIST = LEVEL			up to which level; without such a line what is required only
 *	LIST SYMBOL until X.Y ; REASON		accepted up to that series: requirements of the list that are about
 *						the symbol (the first of their demand)
 * Blank lines and lines that begin with # say nothing. Each exception ends at a series, so that somebody looks
 * at it again.
 */
#pragma once
#include "policy.h"

struct kconf_exception {
	char *list, *symbol, *reason;
	struct kconf_release until;
	char *until_text;
	unsigned int line;
	bool used; /* some config needed it */
};

struct kconf_bar {
	char *list;
	enum kconf_level level;
};

struct kconf_exceptions {
	char *name; /* of the file, without .exceptions */
	char *path;
	struct kconf_words lists;
	struct kconf_bar *bars;
	struct kconf_exception *items;
	size_t n_bars, n;
};

/*
 * Parse @text, which is changed. What is wrong with it, with lists and symbols that @policies do not have
 * (NULL: not looked at), becomes findings at @path. 0 or -ENOMEM.
 */
int kconf_exceptions_parse(const char *name, const char *path, char *text, size_t len,
                           const struct kconf_policies *policies, struct kconf_findings *findings,
                           struct kconf_exceptions *ret_exceptions);

/* Those of flavor @name from @folder, or with NULL those that came with the program; -ENOENT without any. */
int kconf_exceptions_read(const char *folder, const char *name,
                          const struct kconf_policies *policies, struct kconf_findings *findings,
                          struct kconf_exceptions *ret_exceptions);
void kconf_exceptions_done(struct kconf_exceptions *exceptions);

/* Up to which level the flavor is held to @list. */
enum kconf_level kconf_exceptions_level(const struct kconf_exceptions *exceptions,
                                        const char *list);
/* The exception for a requirement about @symbol, whether or not it has ended; NULL without one. */
struct kconf_exception *kconf_exceptions_find(const struct kconf_exceptions *exceptions,
                                              const char *list, const char *symbol);
