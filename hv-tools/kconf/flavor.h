/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flavor file, NAME.flavor: lines "key = value", comments and blank lines. The keys:
 *	description	one sentence
 *	series, arches	what it is for, words
 *	fragments	in order, words; NAME is ../fragments/NAME.config beside the flavor's own folder
 *	cmdline		the kernel command line it boots with
 *	image_bytes_max, modules_bytes_max	budgets of the built kernel
 * Keys that take words may come again and add to the list; the others once. All but the budgets must be there.
 */
#pragma once
#include "finding.h"
#include "words.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kconf_flavor {
	char *path;
	char *name; /* of the file, without .flavor */
	char *description, *cmdline;
	struct kconf_words series, arches, fragments;
	unsigned long image_bytes_max, modules_bytes_max; /* KCONF_NO_BUDGET = none given */
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
