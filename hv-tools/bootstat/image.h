/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The release name inside an x86 bzImage (kernel Documentation/arch/x86/boot.rst, kernel_version) or an arm64 Image
 * (Documentation/arch/arm64/booting.rst, the magic number).
 */
#pragma once
#include <stddef.h>

/* 0, or -EBADMSG when these bytes are neither, or do not name their version. */
int image_release(const unsigned char *image, size_t len, char *buf, size_t size);
