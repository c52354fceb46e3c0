/* SPDX-License-Identifier: GPL-2.0-only */
/* A growing list of strings it owns. An all-zero list is empty. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct kconf_words {
	char **items;
	size_t n;
};

/* A copy of the first @len bytes of @text. 0 or -ENOMEM. */
int kconf_words_add(struct kconf_words *words, const char *text, size_t len);

bool kconf_words_have(const struct kconf_words *words, const char *text);

/* All of them, separated by ", "; to be freed. NULL without memory. */
char *kconf_words_join(const struct kconf_words *words);

void kconf_words_done(struct kconf_words *words);
