/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does a config keep to the rules of a tree? Those of a bool or tristate symbol are its limits (eval.h); what
 * cannot be asked for has exactly the value its defaults and selects give it.
 */
#pragma once
#include "eval.h"

struct kconf_limits_count {
	size_t symbols; /* looked at */
	size_t exact;   /* of these, such as can have one value only, which is known */
	size_t open;    /* such as depend on what is unknown, so that nothing can be said */
};

/* Values of @env's config outside the limits become findings at its settings; @file stands for absent ones. */
void kconf_check_limits(const struct kconf_env *env, const char *file,
                        struct kconf_findings *findings, struct kconf_limits_count *ret_count);
