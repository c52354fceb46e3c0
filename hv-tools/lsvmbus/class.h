/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device of VMBus is, by its class GUID. Sources: the kernel's include/linux/hyperv.h and
 * tools/hv/lsvmbus.
 */
#pragma once

struct vmbus_class {
	const char *guid; /* small letters, no braces */
	const char *key;  /* one word, for programs */
	const char *name; /* as the kernel's lsvmbus says it */
};

/* Never NULL: a class nobody knows has the key "unknown". @guid as above, or NULL. */
const struct vmbus_class *class_find(const char *guid);
