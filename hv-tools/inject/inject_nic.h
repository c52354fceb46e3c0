/* SPDX-License-Identifier: GPL-2.0-only */
/* A synthetic network interface, found by the VMBus instance GUID that the host knows it by. */
#pragma once

enum { INJECT_NIC_NAME = 16 }; /* IFNAMSIZ */

struct inject_nic {
	char name[INJECT_NIC_NAME]; /* of [A-Za-z0-9._-], beginning with a letter or digit */
	char mac[18];               /* "00:15:5d:01:02:03" */
	char mac_hex[13];           /* without colons: begins names of files */
	char guid[37];              /* lower case, without braces */
	unsigned int index;
};

/*
 * The interface with @guid ("{...}", in any case) below @root's sys/class/net, if hv_netvsc drives it: a virtual
 * function has the same MAC but another device. -EINVAL: @guid is none; -ENODEV: there is no such interface;
 * -EBADMSG: its name or MAC is nothing to write into a file.
 */
int inject_nic_find(int root, const char *guid, struct inject_nic *ret);
