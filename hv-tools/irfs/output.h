/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that appears whole or not at all. */
#pragma once
#include "fault.h"
#include <stddef.h>

/* 0, or the errno of writing, with the reason; the old file stays then, and nothing else is left. */
int output_write(const char *path, const void *data, size_t len, struct fault *fault);
