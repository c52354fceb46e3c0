/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The least that brings a system to its root, and why: each reason names the least that it can do with, and the
 * most of these is the answer.
 */
#pragma once
#include "config.h"
#include "modules.h"
#include <stdbool.h>

enum plan_kind { PLAN_NONE, PLAN_INIT, PLAN_MODULES, PLAN_DRACUT, PLAN_IMPOSSIBLE };

enum { PLAN_REASONS = 32 };

struct plan_input {
	const struct config *config;   /* may be empty: then modules alone say what is built in */
	const struct modules *modules; /* may be empty */
	const char *cmdline, *fstab;   /* texts, may be "" */
};

struct plan {
	enum plan_kind kind;
	struct {
		enum plan_kind kind;
		char text[256];
	} reasons[PLAN_REASONS];
	unsigned int n;
	char profiles[64], fs[64]; /* for irfs build, when modules are needed */
};

const char *plan_kind_name(enum plan_kind kind);
void plan_make(const struct plan_input *input, struct plan *ret);
