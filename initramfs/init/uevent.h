/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel tells of devices: messages at a netlink socket (Documentation/ABI/testing/sysfs-uevent,
 * lib/kobject_uevent.c), and the files "uevent" in sysfs, which hold the same variables, one per line.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum uevent_action { UEVENT_ADD, UEVENT_REMOVE, UEVENT_OTHER };

/* Pieces of the text that was parsed; "" where a variable is not there. */
struct uevent {
	enum uevent_action action;
	const char *devpath; /* below /sys, with a slash in front; "" in a file */
	const char *subsystem, *modalias, *devname, *devtype, *partname, *partuuid;
	uint32_t major, minor, partn;
};

/*
 * Variables end with NUL or newline; @text has room for a NUL at @len and is written to. 0; -EINVAL: a number
 * that is none, or a name with a slash at its ends or "..": no file may be named by that.
 */
int uevent_parse(char *text, size_t len, struct uevent *ret_event);

/* A socket, not blocking, that gets all messages from now on; or -errno. */
int uevent_open(void);
/*
 * The next message into @buf. 1: *@ret_event tells it; 0: there is none now; -ENOBUFS: some were lost, look at
 * everything again; -errno. What cannot be parsed, or is not from the kernel, is left out.
 */
int uevent_read(int fd, char *buf, size_t size, struct uevent *ret_event);
