/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon: finds a way to the host, does what comes over it, and when the host takes the service away
 * waits until it is there again: for a new node in /dev, and looking on its own now and then.
 */
#pragma once
#include "chardev.h"
#include "loop.h"
#include "receive.h"
#include "uio.h"

struct daemon_options {
	const char *root;   /* what /dev, /etc, /sys and the paths of copies are below */
	const char *config; /* absolute, below @root */
	const char *
		device; /* of the character device, NULL: not that way; "fd:N" ends the daemon with it */
	bool use_uio; /* that way, too */
	bool bind;
};

/* Until SIGTERM, SIGINT or the end of "fd:N": 0; -errno when it cannot begin or go on. */
int daemon_run(const struct daemon_options *options, struct hv_log *log);
