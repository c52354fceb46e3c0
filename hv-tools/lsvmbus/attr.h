/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of VMBus devices that may not be readable: the device can be on its way out, its channel not
 * open, the file another user's. With --root the tree can be anyone's making, so nothing is taken but what it
 * should be.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GUID_TEXT = 37, NAME_TEXT = 64 }; /* with NUL */

/* A number that was read, or none. */
struct number {
	bool known;
	uint64_t value;
};

/* "{12345678-...}" as it stands between the braces, in small letters; @guid is "" when it is not that. */
void attr_guid(int dir, const char *path, char guid[GUID_TEXT]);
struct number attr_number(int dir, const char *path);
/* The name at the end of a link, such as the driver's; "" when there is none. */
void attr_link(int dir, const char *path, char name[NAME_TEXT]);
/* All lines of it, cut to @size - 1 bytes; their length, -errno. */
int attr_lines(int dir, const char *path, char *buf, size_t size);
/* Whether @name is one that the kernel gives to a device or a driver: letters, digits, "._-". */
bool attr_is_name(const char *name);
