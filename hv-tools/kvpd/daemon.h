/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The daemon: registers with the kernel's hv_util through its device, answers the host's requests one by one,
 * and registers again when the kernel has let go of it: after a reply that came too late, hibernation, or the
 * device's going and coming back. One thread, one loop; while it waits for nothing, it does nothing.
 */
#pragma once
#include "config.h"
#include "exchange.h"
#include "inject.h"
#include "ipinfo.h"
#include "loop.h"

enum { DAEMON_OPS = 6 };

/* What the device is used by; tests put others here. */
struct daemon_device {
	int (*open)(const char *path);
	ssize_t (*read)(int fd, void *message, size_t size);
	int (*write)(int fd, const void *message, size_t len);
};

struct daemon {
	/* set by the caller */
	struct config *config;
	const char *device,
		*pools; /* path of the device; folder of the pools, absolute or below @root */
	int root;       /* folder that /etc, /proc, /run, /sys and /var are below */
	struct hv_log *log;
	const struct daemon_device *use;         /* NULL: lib/device.h */
	int (*open_netlink)(struct netlink *nl); /* NULL: netlink_open() */
	void (*ready)(void *ctx); /* once, after the first registration; may be NULL */
	void *ready_ctx;

	struct hv_loop loop;
	struct hv_loop_source source, signals, retry, status;
	bool registered, was_registered, status_due;
	uint64_t retry_ns;
	struct hv_device_kvp message;

	struct exchange exchange;
	struct facts facts;
	struct hostname hostname;
	struct inject inject;
	struct ipinfo ipinfo;

	struct {
		uint64_t requests[DAEMON_OPS], refused, malformed, resets;
		uint64_t slowest_ns;
	} count;
};

/* Until SIGTERM or SIGINT. 0; -errno when it could not begin: then the log tells why. */
int daemon_run(struct daemon *d);

/* Answer the message of @len bytes in @d->message in place, for daemon_run() and tests. */
void daemon_answer(struct daemon *d, size_t len);
