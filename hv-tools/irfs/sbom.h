/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bill of materials of an image in SPDX 2.3 JSON (ISO/IEC 5962): the image as a package of its files with
 * their sums, the Debian packages these are of where the manifest says so, and of kernel modules what they say of
 * themselves.
 */
#pragma once
#include "image.h"
#include "manifest.h"
#include <stdio.h>
#include <time.h>

/* @manifest may be empty. 0 or -ENOMEM. */
int sbom_write(const struct image *image, const char *name, const struct manifest *manifest,
               time_t created, FILE *out);
