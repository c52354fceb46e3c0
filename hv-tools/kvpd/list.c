// SPDX-License-Identifier: GPL-2.0-only
#include "list.h"
#include <string.h>

void list_begin(struct list *list, char *text, size_t size)
{
	*list = (struct list){ .text = text, .size = size };
	text[0] = '\0';
}

static bool is_item(const char *item)
{
	for (const char *p = item; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == ';')
			return false;
	return item[0] != '\0';
}

bool list_add(struct list *list, const char *item)
{
	const size_t len = strlen(item), parting = list->len > 0;

	if (!is_item(item))
		return true;
	if (parting + len >= list->size - list->len)
		return false;
	if (parting)
		list->text[list->len++] = ';';
	memcpy(list->text + list->len, item, len + 1);
	list->len += len;
	return true;
}

bool list_has(const struct list *list, const char *item)
{
	const size_t len = strlen(item);

	for (const char *p = list->text; *p; p += strcspn(p, ";"), p += *p == ';')
		if (strcspn(p, ";") == len && memcmp(p, item, len) == 0)
			return true;
	return false;
}

bool list_add_new(struct list *list, const char *item)
{
	return list_has(list, item) || list_add(list, item);
}
