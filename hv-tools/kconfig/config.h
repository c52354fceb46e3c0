/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A config: settings in the order they were read, each with the place it came from, found by symbol.
 * It holds what fragments ask for as well as a kernel's final .config. The config owns all its text.
 */
#pragma once
#include "finding.h"
#include "fragment.h"
#include <stdbool.h>
#include <stddef.h>

struct kconf_setting {
	char *symbol; /* without CONFIG_ */
	enum kconf_value_kind kind;
	char *value;
	const char *file; /* as given by the caller, who keeps it */
	unsigned int line;
	struct kconf_setting *next; /* of the same bucket */
};

enum { KCONF_BUCKETS = 4096 };

struct kconf_config {
	struct kconf_setting **items;
	size_t n, room;
	struct kconf_setting *buckets[KCONF_BUCKETS];
};

struct kconf_config *kconf_config_new(void);
void kconf_config_free(struct kconf_config *config);

const struct kconf_setting *kconf_config_find(const struct kconf_config *config,
                                              const char *symbol);

/*
 * Parse @text into @config. What is wrong with it becomes findings at @file: no setting, the same symbol
 * with another value anywhere, the same symbol twice in this file. The same value in another file is fine:
 * two concerns may need the same thing. @file must outlive @config. 0 or -ENOMEM.
 */
int kconf_config_parse(struct kconf_config *config, const char *file, const char *text, size_t len,
                       const struct kconf_target *target, struct kconf_findings *findings);

/*
 * A finished .config from anywhere, which conflicts with itself at most: lines that are no settings are passed
 * over, of a symbol set twice the last holds, as to the kernel. 0, -ENOMEM, or an errno of reading.
 */
int kconf_config_read(const char *path, struct kconf_config **ret_config);

/* One setting of no line of text, such as one that follows from a flavor. As above. */
int kconf_config_add(struct kconf_config *config, const char *file, const struct kconf_entry *entry,
                     struct kconf_findings *findings);

/*
 * The same for a config that somebody else made: a symbol set again to another value takes that one, as it does
 * in kconfig, and that is a finding, where @findings is not NULL.
 */
int kconf_config_put(struct kconf_config *config, const char *file, const struct kconf_entry *entry,
                     struct kconf_findings *findings);

/* Do both mean the same? Numbers by value, so that 0x1F equals 0x01f; mixed, 1f is meant as 0x1f. */
bool kconf_same_value(const struct kconf_setting *a, const struct kconf_setting *b);
