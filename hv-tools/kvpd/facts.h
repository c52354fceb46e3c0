/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pool 2: what the guest is, ten items in an order that hosts know. Each is looked up when it is asked for.
 * What cannot be found out is empty; words about a failure are never a value.
 */
#pragma once
#include "hostname.h"
#include "netinfo.h"

enum { FACTS_COUNT = 10, FACTS_VALUE = 2048, FACTS_VERSION = 64 };

/* What the parts of the daemon share that look at the guest. */
struct facts {
	int root; /* folder that /etc, /proc, /run and /sys are below */
	struct hostname *hostname;
	const struct hv_list *exclude;
	struct hv_log *log;
	char version[FACTS_VERSION]; /* of the kernel's side, told at registration */
	/* Opens what interfaces are asked of; NULL: netlink_open(). */
	int (*open_netlink)(struct netlink *nl);
};

/* Item @index: its key, and its value into @value of FACTS_VALUE bytes. NULL: there is none. */
const char *facts_at(struct facts *facts, unsigned int index, char *value);
/* The place of the item with @key; -ENOENT. */
int facts_find(const char *key);
