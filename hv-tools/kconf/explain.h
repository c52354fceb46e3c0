/* SPDX-License-Identifier: GPL-2.0-only */
/* All there is to say about a symbol, section by section. Each function adds a section. */
#pragma once
#include "cached.h"
#include "eval.h"
#include "policy.h"
#include "sections.h"
#include "words.h"

/* In which series it is, and as what: one row for each type in turn. @trees are read for @arch. 0 or an errno. */
int kconf_explain_series(struct kconf_sections *s, const char *symbol,
                         const struct kconf_source_trees *trees, const char *arch);

/* What the tree says: definitions, dependencies, defaults, and who selects it; with values if there is a config. */
void kconf_explain_tree(struct kconf_sections *s, const char *symbol, const struct kconf_env *env);

/* Which fragments of @configs set it, why, and in which flavors; @fragments gets their names. 0 or an errno. */
int kconf_explain_fragments(struct kconf_sections *s, const char *symbol, const char *configs,
                            struct kconf_words *fragments);

/* Which lists ask for it, or against it. */
void kconf_explain_lists(struct kconf_sections *s, const char *symbol,
                         const struct kconf_policies *policies);

/*
 * What it and @fragments were measured to cost, by the files of @configs/cost. 0, or an errno with *@ret_file to be
 * freed.
 */
int kconf_explain_cost(struct kconf_sections *s, const char *symbol, const char *configs,
                       const struct kconf_words *fragments, char **ret_file,
                       unsigned int *ret_line);
