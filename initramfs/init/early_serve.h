/* SPDX-License-Identifier: GPL-2.0-only */
/* What the child of early_kvp.h does: the host's requests, one by one. */
#pragma once
#include "early_kvp.h"
#include "wire/device.h"
#include <stdbool.h>

/*
 * By what pool 1 is known to be the same: what early_kvp.told carries whenever the host has read it to its end, and
 * zeroes whenever the host has set a pair.
 */
struct early_stamp {
	int64_t size, sec, nsec;
};

int early_stamp(struct early_stamp *ret_stamp);

struct early_server {
	int told;
	struct early_stamp begun; /* pool 1 when the host began to read it */
	bool has_news;            /* .news is for .told, as soon as the host has its answer */
	struct early_stamp news;
	struct hv_device_kvp message;
};

/* Answer .message in place: its status is one of wire/ic.h. Leaves what /init is to hear of it in .news. */
void early_answer(struct early_server *server);
/* Tell /init the news. As it may end the machine on them, only when the host has its answer. */
void early_tell(struct early_server *server);
/* Register at the device @path and answer until it goes. -errno. */
int early_serve(struct early_server *server, const char *path);
