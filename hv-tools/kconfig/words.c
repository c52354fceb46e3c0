// SPDX-License-Identifier: GPL-2.0-only
#include "words.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int kconf_words_add(struct kconf_words *words, const char *text, size_t len)
{
	char **items = reallocarray(words->items, words->n + 1, sizeof(*items));

	if (!items)
		return -ENOMEM;
	words->items = items;
	items[words->n] = strndup(text, len);
	if (!items[words->n])
		return -ENOMEM;
	words->n++;
	return 0;
}

bool kconf_words_have(const struct kconf_words *words, const char *text)
{
	for (size_t i = 0; i < words->n; i++)
		if (strcmp(words->items[i], text) == 0)
			return true;
	return false;
}

char *kconf_words_join(const struct kconf_words *words)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	for (size_t i = 0; i < words->n; i++)
		fprintf(out, "%s%s", i ? ", " : "", words->items[i]);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

void kconf_words_done(struct kconf_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct kconf_words){ 0 };
}
