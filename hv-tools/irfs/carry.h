/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Modules into an image. A closure goes to /lib/modules/RELEASE where the kernel's own folder has it, with what
 * depmod says of it and of nothing else: modules.dep, modules.alias, modules.softdep, modules.builtin and
 * modules.builtin.modinfo, texts as modules.dep(5) has them. /init loads from there by modalias.
 *
 * A module given as a file goes to /lib/modules/NAME.ko; the list /lib/modules/boot.list has these in the order
 * they were given, and /init loads them before any other (initramfs/init/modules.h).
 */
#pragma once
#include "closure.h"
#include "pack.h"

struct carry {
	const char *folder;  /* of the kernel: .../lib/modules/RELEASE */
	const char *release; /* its last part */
	const struct modules *modules;
	const struct closure *closure;
	bool keep; /* leave modules compressed as they are */
};

/* 0; -EINVAL for a name that is none of a module; -ENOEXEC, -EBADMSG for a damaged one; and others, with the reason. */
int carry_closure(struct pack *pack, const struct carry *carry, struct fault *fault);
/* @files: paths of .ko files, compressed or not. */
int carry_files(struct pack *pack, const char *const *files, unsigned int n, struct fault *fault);
