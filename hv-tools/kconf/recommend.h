/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest needs: of its devices and of answers, the known entries, and what a config lacks of them. */
#pragma once
#include "device.h"
#include "machine.h"
#include "old_config.h"

struct kconf_advice {
	const struct kconf_device *device;    /* NULL = a machine's device that nobody knows */
	const struct machine_device *machine; /* the first of its kind, NULL = an answer */
	size_t count, undriven; /* how many of the machine's there are, and without a driver */
};

struct kconf_recommendation {
	struct kconf_advice *items;
	size_t n;
	const char *flavor,
		*because; /* of the first answer that has one, and its name; NULL = none */
};

/* Add an answer, by QUESTION and ANSWER. 0, -ENOENT when the table has none such, -ENOMEM. */
int kconf_recommend_answer(const struct kconf_devices *table, const char *question,
                           const char *answer, struct kconf_recommendation *r);
/* Add each device of a machine: known by its id, else by its class. 0 or -ENOMEM. */
int kconf_recommend_machine(const struct kconf_devices *table, const struct machine *machine,
                            struct kconf_recommendation *r);

/* Is @need for @release, and does @config, which may be NULL, lack it? */
bool kconf_need_applies(const struct kconf_need *need, struct kconf_release release);
bool kconf_need_lacks(const struct kconf_need *need, const struct kconf_config *config,
                      struct kconf_release release);

/* Print it all, as text or JSON. How many needs @config lacks. */
size_t kconf_recommend_print(const struct kconf_recommendation *r, struct kconf_release release,
                             const struct kconf_config *config, bool json, FILE *out);
