/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A config file as somebody left it, text and settings: for commands that write most of it back as it was. Its
 * heading tells which kernel it is for.
 */
#pragma once
#include "config.h"
#include "release.h"
#include <stdbool.h>

struct kconf_old_config {
	const char *path; /* the caller's */
	char *text;
	size_t len;
	struct kconf_config
		*config;  /* of a symbol set twice the later setting holds, as to the kernel */
	bool has_release; /* the heading tells */
	struct kconf_release release;
	const char *release_text; /* within .text */
	size_t release_len;
	const char *arch; /* by Kconfig's name for people, NULL = not told */
};

/* Lines that are no settings become findings, and are passed over. 0, -ENOMEM or an errno of reading. */
int kconf_old_config_read(const char *path, struct kconf_findings *findings,
                          struct kconf_old_config *ret_old);
/* The same for a text, of which the old config becomes the owner. */
int kconf_old_config_parse(const char *path, char *text, size_t len,
                           struct kconf_findings *findings, struct kconf_old_config *ret_old);
void kconf_old_config_done(struct kconf_old_config *old);

/*
 * Write the text with the settings as they are in @now, each new one behind that of the symbol it came for:
 * @anchor_of says which, or NULL, and then it stands at the end. The heading names @release. False when
 * there was no memory; write errors stay in @out.
 */
bool kconf_old_config_write(const struct kconf_old_config *old, const struct kconf_config *now,
                            const char *release,
                            const char *(*anchor_of)(void *ctx, const char *symbol), void *ctx,
                            FILE *out);
