/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configs resolved by the kernel's own scripts/kconfig, many at a time: allnoconfig with KCONFIG_ALLCONFIG, all that
 * it warns about an error. For each tree the kernel's make builds kconfig once, in a folder of the cache, and for
 * each architecture tells the environment kconfig is to run in; batch/conf_batch.c then reads the Kconfig files
 * once for all configs. Nothing is written to the tree.
 *
 * CC and CROSS_COMPILE in the environment are the kernel's. Where neither is given, an architecture that is not this
 * machine's gets Debian's cross compiler (gcc-aarch64-linux-gnu for arm64): what a config may hold depends on the
 * compiler, and that one builds the kernel too.
 */
#pragma once
#include <stddef.h>

struct kconf_job {
	const char *tree, *arch;
	char *asked; /* files, all by absolute paths: what kconf merge writes, */
	char *final; /* the config that comes of it, absent when kconfig refused, */
	char *log;   /* and what kconfig said */
	int rc;      /* 0; -ECHILD when make or a compiler failed, as the log says; another errno */
};

/*
 * Resolve them all, @parallel trees at a time. @cache is a folder of ours, made if need be. Jobs of one tree and
 * architecture should stand together. 0, with the outcome in each job, or an errno.
 */
int kconf_resolve(struct kconf_job *jobs, size_t n, const char *cache, unsigned int parallel);
