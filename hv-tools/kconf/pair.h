/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do a config, the daemons of a system and its initramfs fit each other? What does not becomes findings with a
 * note on what to do.
 */
#pragma once
#include "daemons.h"
#include "initramfs.h"
#include "subject.h"

struct kconf_pair {
	const struct kconf_subject *subject;
	const struct kconf_daemons *daemons;
	const struct kconf_initramfs *initramfs;
	struct kconf_findings *findings;
};

void kconf_pair_check(const struct kconf_pair *pair);
