/* SPDX-License-Identifier: GPL-2.0-only */
/* A config as a file, one setting a line, each symbol once. */
#pragma once
#include "config.h"

/* Whole or not at all: a new file that takes the old one's place. 0 or an errno. */
int kconf_config_write(const struct kconf_config *config, const char *path);
