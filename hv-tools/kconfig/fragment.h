/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The strict parser of kernel config text: fragments and whole .config files. It accepts
 *	CONFIG_X=y|m|n, CONFIG_X=123, CONFIG_X=0x1f (or 1f), CONFIG_X="text" (with \" and \\ as the only escapes),
 *	# CONFIG_X is not set
 * blank lines and comments. Anything else that may have been meant as a setting is a problem, never skipped:
 * kconfig itself would ignore it in silence.
 *
 * A paragraph, up to the next blank line, may hold conditions. They look like comments to other tools:
 *	#: series 6.7..6.15	(also 6.18.. and ..6.6)
 *	#: arch x86_64 arm64
 * Settings of a paragraph whose conditions do not fit the target are checked, but not passed on.
 *
 * The text comes from anywhere: any bytes, any length. Nothing is allocated; what a callback gets points
 * into @text and is not terminated.
 */
#pragma once
#include "target.h"
#include <stdbool.h>
#include <stddef.h>

enum { KCONF_MAX_NAME = 128, KCONF_MAX_LINE = 4096 };

enum kconf_value_kind { KCONF_NO, KCONF_MODULE, KCONF_YES, KCONF_INT, KCONF_HEX, KCONF_STRING };

struct kconf_entry {
	const char *name; /* without CONFIG_ */
	size_t name_len;
	enum kconf_value_kind kind;
	const char *value; /* as written, with quotes; "n" for "is not set" */
	size_t value_len;
	unsigned int line;
};

/* What kind of value the text is; false when it is none that a config may hold. */
bool kconf_value_kind(const char *value, size_t len, enum kconf_value_kind *ret_kind);

struct kconf_sink {
	/* Either returns 0 to go on; anything else ends the parse and becomes its result. */
	int (*entry)(void *ctx, const struct kconf_entry *entry);
	int (*problem)(void *ctx, unsigned int line, const char *what);
	void *ctx;
};

/* @target NULL takes every paragraph. 0, or what a callback returned. */
int kconf_fragment_parse(const char *text, size_t len, const struct kconf_target *target,
                         const struct kconf_sink *sink);
