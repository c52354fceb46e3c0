/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One word of a flavor's requires or forbids: SYMBOL, SYMBOL=VALUE, and behind an @ for which kernels it is meant, a
 * range of series, an architecture, or one of each: SYSFB_SIMPLEFB=y@6.7..6.15, HYPERV_VMBUS@6.18..,x86_64.
 * Without a value it is about being on, y or m.
 */
#pragma once
#include "config.h"
#include "tree.h"

struct kconf_need {
	char symbol[KCONF_MAX_NAME + 1];
	const char *value; /* as a config has it, of @word; NULL = on */
	size_t value_len;
	bool has_range;
	struct kconf_release_range range;
	char arch[16]; /* "" = any */
};

/* Points into @word. 0 or -EINVAL. */
int kconf_need_parse(const char *word, struct kconf_need *ret_need);
bool kconf_need_fits(const struct kconf_need *need, const struct kconf_target *target);
/* Is it so in @config? */
bool kconf_need_holds(const struct kconf_need *need, const struct kconf_config *config);

/*
 * Words of @requires that do not hold in @config, with the reason why not, and words of @forbids that do, become
 * findings at @file.
 */
void kconf_check_needs(const struct kconf_words *requires, const struct kconf_words *forbids,
                       const char *file, const struct kconf_target *target,
                       const struct kconf_config *config, const struct kconf_tree *tree,
                       struct kconf_findings *findings);
