/* SPDX-License-Identifier: GPL-2.0-only */
/* What manages a system's network: where its files are, what they look like, how it is told of a new one. */
#pragma once
#include "inject.h"
#include <stdbool.h>
#include <sys/types.h>

/* Further gateways come behind the first: metrics from here on, higher than any manager's own. */
enum { INJECT_METRIC = 2000 };

#define INJECT_COMMENT "# Set by the host, by way of hv_kvp_daemon(8), which replaces this file.\n"

struct inject_backend {
	const char *name;
	const char *program; /* that it is told by; without it there is no such backend */
	/* The file of an interface is prefix, its MAC as 12 digits, suffix; without first '/'. */
	const char *folder, *prefix, *suffix;
	mode_t mode;
	/* Does it manage the interface now? */
	bool (*manages)(int root, const struct inject_nic *nic);
	/* Else, is it there to do so? */
	bool (*runs)(int root);
	/* NULL, or why it cannot take this interface. */
	const char *(*refuses)(int root, const struct inject_plan *plan);
	/* The plan's commands, from what else is in it. */
	void (*command)(struct inject_plan *plan);
	void (*render)(const struct inject_plan *plan, struct inject_text *text);
};

extern const struct inject_backend inject_networkmanager, inject_netplan, inject_networkd,
	inject_ifupdown;

/* In the order they are looked for; ends with NULL. */
extern const struct inject_backend *const inject_backends[];

/*
 * The backend for @nic: the configured one, or the first that manages it, or the first that could. NULL and the
 * reason.
 */
const struct inject_backend *
inject_backend_find(const struct inject *inj, const struct inject_nic *nic, const char **ret_why);
