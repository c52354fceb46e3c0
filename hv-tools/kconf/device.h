/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What devices of a Hyper-V guest, and answers to questions about it, need of a config: NAME.devices.
 *	source TAG = TEXT
 *	vmbus GUID NAME ; TAG [PLACE] [; WHY]		a class of VMBus devices
 *	pci VENDOR:DEVICE NAME ; TAG ...		four hexadecimal digits each
 *	class CLASS NAME ; TAG ...			a PCI class, by its first two or four digits
 *	answer QUESTION ANSWER NAME ; TAG ...		such as: answer workload container
 *	needs RANGE DEMAND				of the line above, for kernels in RANGE; .. for all of them
 *	flavor NAME					the flavor for that answer; the first in the file wins
 */
#pragma once
#include "demand.h"
#include "table.h"

enum kconf_device_kind {
	KCONF_DEVICE_VMBUS,
	KCONF_DEVICE_PCI,
	KCONF_DEVICE_CLASS,
	KCONF_DEVICE_ANSWER,
	KCONF_N_DEVICES,
};

extern const char *const kconf_device_names[KCONF_N_DEVICES];

struct kconf_need {
	struct kconf_release_range range;
	struct kconf_demand *demand;
};

struct kconf_device {
	enum kconf_device_kind kind;
	char *key; /* in small letters; of an answer "QUESTION ANSWER" */
	char *name, *flavor;
	struct kconf_need *needs;
	size_t n_needs;
	struct kconf_origin origin;
	unsigned int line;
};

struct kconf_devices {
	struct kconf_sources sources;
	struct kconf_device *items;
	size_t n;
};

/* As kconf_change_table_parse(). More devices may be parsed into the same list. */
int kconf_devices_parse(const char *path, char *text, size_t len, struct kconf_findings *findings,
                        struct kconf_devices *devices);
int kconf_devices_read(const char *folder, struct kconf_findings *findings,
                       struct kconf_devices *ret_devices);
void kconf_devices_done(struct kconf_devices *devices);

/* The entry with this key; for a class the longest that it begins with. NULL = nothing is known. */
const struct kconf_device *kconf_devices_find(const struct kconf_devices *devices,
                                              enum kconf_device_kind kind, const char *key);
