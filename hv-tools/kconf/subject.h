/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A config from anywhere, as what is judged: its settings, and which kernel it is for. Both come from the file:
 * the release from its heading, the architecture from its symbols; never from the machine that looks.
 */
#pragma once
#include "config.h"
#include "release.h"

struct kconf_subject {
	char *path;
	struct kconf_config *config;
	struct kconf_release release;
	char *release_text;             /* as the heading has it */
	const char *arch;               /* x86_64, arm64, i386, arm, riscv, s390, powerpc */
	struct kconf_findings findings; /* lines that are no setting; symbols set twice */
};

/*
 * Read the config at @path, plain or as gzip; "-" is standard input. @series and @arch, NULL = not given, are
 * put in the place of what the file says. Of two settings of one symbol the last is taken, as kconfig does. 0 or
 * a negative errno; *@ret_why is then a sentence on what is wrong and what to do, or NULL when the errno says it.
 */
int kconf_subject_read(const char *path, const char *series, const char *arch,
                       struct kconf_subject *ret_subject, const char **ret_why);
/* The same for bytes that were read already. */
int kconf_subject_parse(const char *path, const char *data, size_t len, const char *series,
                        const char *arch, struct kconf_subject *ret_subject, const char **ret_why);
void kconf_subject_done(struct kconf_subject *subject);
