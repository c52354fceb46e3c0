/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Did each setting asked for reach the final config? "n" has: =n, "is not set" and no line at all are the
 * same to the kernel, but only for a symbol that exists: a misspelled "not set" must not pass.
 */
#pragma once
#include "config.h"
#include "tree.h"

/* Symbols @tree does not know, and values their type does not take. */
void kconf_check_symbols(const struct kconf_config *asked, const struct kconf_tree *tree,
                         struct kconf_findings *findings);

/* Settings that @final does not have; those kconf_check_symbols() reports are passed over. */
void kconf_check_survival(const struct kconf_config *asked, const struct kconf_config *final,
                          const struct kconf_tree *tree, struct kconf_findings *findings);

/* Does the type of @setting's symbol take its value? */
bool kconf_type_takes(enum kconf_type type, enum kconf_value_kind kind);
