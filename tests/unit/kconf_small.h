/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel tree of one Kconfig file, and a config, from text. */
#pragma once
#include "config.h"
#include "tap.h"
#include "tree.h"
#include <stdlib.h>
#include <unistd.h>

static inline struct kconf_tree *small_tree(const char *kconfig)
{
	char top[] = "/tmp/hvkit-tree-XXXXXX", file[64];
	struct kconf_tree *tree = NULL;
	FILE *f;

	if (!mkdtemp(top))
		abort();
	snprintf(file, sizeof(file), "%s/Kconfig", top);
	f = fopen(file, "w");
	if (!f || fputs(kconfig, f) < 0 || fclose(f) != 0 ||
	    kconf_tree_read(top, "x86_64", &tree) < 0)
		abort();
	unlink(file);
	rmdir(top);
	return tree;
}

static inline struct kconf_config *small_config(const char *text)
{
	struct kconf_findings findings = { 0 };
	struct kconf_config *config = kconf_config_new();

	kconf_config_parse(config, "test", text, strlen(text), NULL, &findings);
	is_int(findings.n, 0);
	kconf_findings_done(&findings);
	return config;
}
