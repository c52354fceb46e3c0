/* SPDX-License-Identifier: GPL-2.0-only */
/* What an initramfs brings along: the kernel modules in it, and how it is compressed. */
#pragma once
#include "words.h"
#include <stdbool.h>

enum kconf_initramfs_kind {
	KCONF_INITRAMFS_UNTOLD, /* nobody said */
	KCONF_INITRAMFS_NONE,   /* the kernel mounts the root itself */
	KCONF_INITRAMFS_LIST,   /* a list of module names */
	KCONF_INITRAMFS_IMAGE,
};

struct kconf_initramfs {
	enum kconf_initramfs_kind kind;
	const char *path;            /* the caller's */
	struct kconf_words modules;  /* as lsmod writes them: hv_storvsc */
	struct kconf_words releases; /* of lib/modules/RELEASE */
	const char *compression;     /* NULL = none, or not told */
	bool opaque;                 /* compressed so that its files are not known */
};

/*
 * @path: "none", an image, plain or compressed, or a text of module names, each with or without .ko and a path.
 * What is packed by gzip is looked into, what is packed otherwise is opaque. 0, -EINVAL for what is none of
 * these, or an errno of reading.
 */
int kconf_initramfs_read(const char *path, struct kconf_initramfs *ret_initramfs);
/* The same for what was read already. */
int kconf_initramfs_parse(const char *data, size_t len, struct kconf_initramfs *initramfs);
void kconf_initramfs_done(struct kconf_initramfs *initramfs);

/* Is @module, as lsmod writes it, in it? */
bool kconf_initramfs_has(const struct kconf_initramfs *initramfs, const char *module);
