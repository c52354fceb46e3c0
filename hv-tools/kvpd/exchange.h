/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The exchange of key-value pairs: GET, SET, DELETE and ENUMERATE of the host on the pools of
 * hv-tools/lib/pool.h, and of pool 2, which is no file but what the guest is. Whatever goes wrong is that one
 * request's answer.
 */
#pragma once
#include "early.h"
#include "facts.h"
#include "pool.h"
#include "wire/device.h"

struct exchange {
	int dir; /* the pools' folder; -1 until it can be opened */
	bool private_files, get_workaround;
	uint64_t quota;
	const char *folder; /* below @root, or an absolute path */
	int root;
	struct facts *facts;
	struct hv_log *log;
	struct hv_pool pools[HV_POOL_COUNT];
	bool open[HV_POOL_COUNT];
	struct early early;
};

/*
 * Make the folder and the five pools where they are missing, and take over what the initramfs left (early.h). What cannot be opened now is tried again when
 * asked for.
 */
void exchange_init(struct exchange *ex);
void exchange_done(struct exchange *ex);

/* Answer @m of pool @pool in place: a status of wire/ic.h, which the caller writes into it. */
uint32_t exchange_get(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m);
uint32_t exchange_set(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m);
uint32_t exchange_delete(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m);
uint32_t exchange_enumerate(struct exchange *ex, uint8_t pool, struct hv_device_kvp *m);
