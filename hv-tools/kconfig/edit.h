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

/* The same settings again; NULL without memory. */
struct kconf_config *kconf_config_copy(const struct kconf_config *config);
