/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a config is for: a kernel series such as 6.12 and an architecture by its own name (x86_64, arm64).
 */
#pragma once
#include "release.h"

struct kconf_target {
	struct kconf_series series;
	const char *arch;
};

/* The folder of the architecture below the tree's arch/, the kernel's $(SRCARCH). */
const char *kconf_source_arch(const char *arch);
