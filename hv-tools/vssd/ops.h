/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is done to one file system, by a descriptor of its mount point; tests give others than the
 * kernel's.
 */
#pragma once

struct vss_ops {
	/* 0 or -errno, those of wire/freeze.h */
	int (*sync)(void *ctx, int fd);
	int (*freeze)(void *ctx, int fd);
	int (*thaw)(void *ctx, int fd);
	void *ctx;
};

extern const struct vss_ops vss_kernel_ops;
