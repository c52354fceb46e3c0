/* SPDX-License-Identifier: GPL-2.0-only */
/* A list as KVP carries it: texts parted by ';' in one field. An item is added whole or not at all. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct list {
	char *text; /* the caller's, always with its NUL */
	size_t size, len;
};

/* An empty list in @text of @size bytes, at least one. */
void list_begin(struct list *list, char *text, size_t size);
/*
 * false: no room for it. An empty item, or one with a ';' or a control character, is none: true, and nothing
 * added.
 */
bool list_add(struct list *list, const char *item);
/* Whether an item of this text is in it. */
bool list_has(const struct list *list, const char *item);
/* As list_add(), but once. */
bool list_add_new(struct list *list, const char *item);
