/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's questions about the addresses of a network interface, and its wishes: GET_IP_INFO, answered from
 * rtnetlink and from what the system's programs leave behind, or by configured helpers; SET_IP_INFO, handed
 * on to inject.h when it is well-formed.
 */
#pragma once
#include "config.h"
#include "facts.h"
#include "inject.h"
#include "wire/device.h"

struct ipinfo {
	const struct config *config;
	struct facts *facts;
	struct inject *inject;
	struct hv_log *log;
	int stop_fd; /* readable: the daemon is to end, helpers are cut short; -1 = none */
};

/* Answer @m in place: a status of wire/ic.h. */
uint32_t ipinfo_get(struct ipinfo *ip, uint8_t pool, struct hv_device_kvp *m);
uint32_t ipinfo_set(struct ipinfo *ip, uint8_t pool, struct hv_device_kvp *m);
