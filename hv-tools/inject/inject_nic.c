// SPDX-License-Identifier: GPL-2.0-only
#include "inject_nic.h"
#include "inject_folder.h"
#include "sysfs.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NET    "sys/class/net"
#define DRIVER "hv_netvsc"

enum { GUID_LEN = 36 };

/* "{8-4-4-4-12}" in @guid becomes lower case without the braces. */
static int parse_guid(const char *guid, char ret[GUID_LEN + 1])
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (*guid++ != '{')
		return -EINVAL;
	for (int i = 0; i < GUID_LEN; i++, guid++) {
		const unsigned char c = (unsigned char)*guid;

		if (shape[i] == 'x' ? !isxdigit(c) : c != '-')
			return -EINVAL;
		ret[i] = (char)tolower(c);
	}
	ret[GUID_LEN] = '\0';
	return strcmp(guid, "}") == 0 ? 0 : -EINVAL;
}

/* An attribute of interface @name below its folder. As hv_sysfs_read(). */
static int read_of(int dir, const char *name, const char *attribute, char *buf, size_t size)
{
	char path[INJECT_NIC_NAME + 32];

	snprintf(path, sizeof(path), "%.15s/%s", name, attribute);
	return hv_sysfs_read(dir, path, buf, size);
}

static bool is_netvsc(int dir, const char *name)
{
	char path[INJECT_NIC_NAME + 32], driver[32];

	snprintf(path, sizeof(path), "%.15s/device/driver", name);
	return hv_sysfs_link(dir, path, driver, sizeof(driver)) >= 0 && strcmp(driver, DRIVER) == 0;
}

/* The kernel lets names hold nearly every byte; few of them may stand in everybody's files. */
static bool is_plain(const char *name)
{
	return strlen(name) < INJECT_NIC_NAME && isalnum((unsigned char)*name) &&
	       name[strspn(name, "0123456789abcdefghijklmnopqrstuvwxyz"
	                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-")] == '\0';
}

/* "00:15:5d:01:02:03" of one interface, not of a group or nobody, in lower case. */
static int read_mac(int dir, struct inject_nic *nic)
{
	char text[32], *to = nic->mac_hex;
	bool zero = true;

	if (read_of(dir, nic->name, "address", text, sizeof(text)) != 17)
		return -EBADMSG;
	for (int i = 0; i < 17; i++) {
		const unsigned char c = (unsigned char)text[i];

		if (i % 3 == 2 ? c != ':' : !isxdigit(c))
			return -EBADMSG;
		nic->mac[i] = (char)tolower(c);
		zero &= c == '0' || c == ':';
		if (c != ':')
			*to++ = nic->mac[i];
	}
	nic->mac[17] = *to = '\0';
	return zero || strchr("13579bdf", nic->mac[1]) ? -EBADMSG : 0;
}

static int read_index(int dir, struct inject_nic *nic)
{
	char path[INJECT_NIC_NAME + 32];
	uint64_t index;

	snprintf(path, sizeof(path), "%s/ifindex", nic->name);
	if (hv_sysfs_uint(dir, path, &index) < 0 || index < 1 || index > INT_MAX)
		return -EBADMSG;
	nic->index = (unsigned int)index;
	return 0;
}

/* 1: it is the one; 0: another; -EBADMSG. */
static int look(void *ctx, int dir, const char *name)
{
	struct inject_nic *nic = ctx;
	char id[64], guid[GUID_LEN + 1];
	int rc;

	if (strlen(name) >= INJECT_NIC_NAME ||
	    read_of(dir, name, "device/device_id", id, sizeof(id)) < 0 ||
	    parse_guid(id, guid) < 0 || strcmp(guid, nic->guid) != 0 || !is_netvsc(dir, name))
		return 0;
	if (!is_plain(name))
		return -EBADMSG;
	strcpy(nic->name, name);
	rc = read_mac(dir, nic);
	if (rc == 0)
		rc = read_index(dir, nic);
	return rc < 0 ? rc : 1;
}

int inject_nic_find(int root, const char *guid, struct inject_nic *ret)
{
	struct inject_nic nic = { 0 };
	int rc = parse_guid(guid, nic.guid);

	if (rc < 0)
		return rc;
	rc = inject_folder_each(root, NET, look, &nic);
	if (rc == 0)
		return -ENODEV;
	if (rc < 0)
		return rc;
	*ret = nic;
	return 0;
}
