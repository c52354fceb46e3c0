/* SPDX-License-Identifier: GPL-2.0-only */
/* Changes to a config that has been read. */
#pragma once
#include "config.h"

/*
 * @symbol gets @value, text as it would stand in a config ("m", "64", "\"text\""), whether it has one or not;
 * with NULL the config does not mention it any more. 0, -ENOMEM, -EINVAL for text that is no value. A setting
 * that was there keeps its place, a new one has line 0.
 */
int kconf_config_set(struct kconf_config *config, const char *symbol, const char *value);

/* As kconf_config_add(), but as the kernel has it: of a symbol set twice the later setting holds. 0, -ENOMEM. */
int kconf_config_take(struct kconf_config *config, const char *file,
                      const struct kconf_entry *entry);

/* The same settings again; NULL without memory. */
struct kconf_config *kconf_config_copy(const struct kconf_config *config);
