// SPDX-License-Identifier: GPL-2.0-only
#include "edit.h"
#include "hash.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What points at the setting of @symbol in its bucket, or at the bucket's end. */
static struct kconf_setting **find_link(struct kconf_config *config, const char *symbol)
{
	struct kconf_setting **link = &config->buckets[kconf_hash(symbol) % KCONF_BUCKETS];

	while (*link && strcmp((*link)->symbol, symbol) != 0)
		link = &(*link)->next;
	return link;
}

static void forget(struct kconf_config *config, struct kconf_setting **link)
{
	struct kconf_setting *s = *link;
	size_t i = 0;

	*link = s->next;
	while (config->items[i] != s)
		i++;
	memmove(&config->items[i], &config->items[i + 1],
	        (config->n - i - 1) * sizeof(struct kconf_setting *));
	config->n--;
	free(s->symbol);
	free(s->value);
	free(s);
}

static int replace(struct kconf_setting *s, enum kconf_value_kind kind, const char *value)
{
	char *copy = strdup(value);

	if (!copy)
		return -ENOMEM;
	free(s->value);
	s->value = copy;
	s->kind = kind;
	return 0;
}

/* @symbol is not there yet, so that nothing can be found against it. */
static int add(struct kconf_config *config, const char *symbol, enum kconf_value_kind kind,
               const char *value, const char *file, unsigned int line)
{
	const struct kconf_entry entry = { .name = symbol,
		                           .name_len = strlen(symbol),
		                           .kind = kind,
		                           .value = value,
		                           .value_len = strlen(value),
		                           .line = line };

	return kconf_config_add(config, file, &entry, NULL);
}

int kconf_config_set(struct kconf_config *config, const char *symbol, const char *value)
{
	struct kconf_setting **link = find_link(config, symbol);
	enum kconf_value_kind kind;

	if (!value) {
		if (*link)
			forget(config, link);
		return 0;
	}
	if (!kconf_value_kind(value, strlen(value), &kind))
		return -EINVAL;
	return *link ? replace(*link, kind, value) : add(config, symbol, kind, value, NULL, 0);
}

struct kconf_config *kconf_config_copy(const struct kconf_config *config)
{
	struct kconf_config *copy = kconf_config_new();

	for (size_t i = 0; copy && i < config->n; i++) {
		const struct kconf_setting *s = config->items[i];

		if (add(copy, s->symbol, s->kind, s->value, s->file, s->line) < 0) {
			kconf_config_free(copy);
			return NULL;
		}
	}
	return copy;
}
