/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flavor file, NAME.flavor: lines "key = value", comments and blank lines. The keys:
 *	description	one sentence
 *	series, arches	what it is for, words
 *	fragments	in order, words; NAME is ../fragments/NAME.config beside the flavor's own folder
 *	cmdline		the kernel command line it boots with
 *	cmdline_x86_64, cmdline_arm64	what stands before it on that architecture, such as the console
 *	requires, forbids	what must be in the final config, and what must not (need.h), words
 *	image_bytes_max, modules_bytes_max, init_instructions_max	budgets: sizes of the built kernel, and
 *			instructions from reset to /init
 * Keys that take words may come again and add to the list; the others once. The first five must be
 * there.
 *
 * An overlay, NAME.overlay, has the same form but neither series nor arches. The flavor BASE+NAME is no file:
 * it is BASE.flavor with NAME.overlay beside it laid over it. What the overlay's fragments ask for holds where
 * they and the base differ, its command line is appended, and only its own budgets count.
 */
#pragma once
#include "finding.h"
#include "words.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kconf_flavor {
	char *path;
	char *name; /* of the file, without .flavor; with overlays, BASE+NAME */
	char *description, *cmdline;
	char *cmdline_x86_64, *cmdline_arm64; /* NULL = none */
	struct kconf_words series, arches, fragments, requires, forbids;
	size_t base_fragments; /* of them; what follows are the overlays' */
	unsigned long image_bytes_max, modules_bytes_max,
		init_instructions_max; /* KCONF_NO_BUDGET = none given */
};

#define KCONF_NO_BUDGET UINT32_MAX

/* Does the name end in .flavor? */
bool kconf_is_flavor(const char *path);

/* What is wrong with the text becomes findings. 0, -ENOMEM, or an errno of reading the file. */
int kconf_flavor_read(const char *path, struct kconf_findings *findings,
                      struct kconf_flavor *ret_flavor);

/* The path of fragment @name, to be freed; NULL without memory. */
char *kconf_flavor_fragment(const struct kconf_flavor *flavor, const char *name);

void kconf_flavor_print(const struct kconf_flavor *flavor, bool json, FILE *out);
void kconf_flavor_done(struct kconf_flavor *flavor);
