/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All devices: what there is, what comes, the modules they ask for. Waiting is for the kernel's events alone, so
 * nothing is slept through.
 */
#pragma once
#include "block.h"
#include "cmdline.h"
#include "early_kvp.h"
#include "modules.h"

struct devices {
	struct blocks blocks;
	struct modules modules;
	struct early_kvp kvp;
	int events; /* uevent_open() */
};

/*
 * Listen, load what the devices that are there ask for, and look at disks. @cmdline_text: the whole, for the
 * parameters of modules. 0 or -errno of what there has to be, /sys or the socket.
 */
int devices_open(const struct init_cmdline *cmd, const char *cmdline_text, size_t len,
                 struct devices *ret_devices);
/* Take in what comes until @until_us of CLOCK_MONOTONIC. 1: something came; 0: nothing; -errno. */
int devices_wait(struct devices *devices, uint64_t until_us);
/* Before another program takes over: the channel of key-value pairs is its. */
void devices_close(struct devices *devices);
