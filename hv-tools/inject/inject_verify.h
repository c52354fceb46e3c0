/* SPDX-License-Identifier: GPL-2.0-only */
/* Are the addresses that were asked for on the interface? */
#pragma once
#include "netlink.h"
#include <stdbool.h>

struct inject;
struct inject_nic;
struct inject_settings;

/* For struct inject's .verify: asks the kernel. */
int inject_verify(const struct inject *inj, const struct inject_nic *nic,
                  const struct inject_settings *settings);

/* What the kernel's answers are held against: a bit for each address that was seen. */
struct inject_seen {
	const struct inject_nic *nic;
	const struct inject_settings *settings;
	uint64_t addresses;
};

/* A message of the dump of addresses, for netlink_dump() and tests: @ctx is a struct inject_seen. */
void inject_verify_message(void *ctx, const uint8_t *body, size_t len);
bool inject_verify_all(const struct inject_seen *seen);
