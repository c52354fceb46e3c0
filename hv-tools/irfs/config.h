/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel's .config, asked for single symbols. */
#pragma once
#include "fault.h"
#include <stdbool.h>
#include <stddef.h>

struct config {
	char *text; /* NULL: none known, every symbol is off */
	size_t len;
};

/* 0; the errno of reading; -EINVAL for a file without any CONFIG_ line; with the reason. */
int config_read(struct config *config, const char *path, struct fault *fault);
void config_done(struct config *config);

/* 'y', 'm', or 'n' for all else. @symbol is with its CONFIG_. */
char config_state(const struct config *config, const char *symbol);

#define AUTO_CONFIG __attribute__((cleanup(config_done)))
