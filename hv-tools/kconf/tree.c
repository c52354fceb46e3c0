// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"
#include "auto.h"
#include "hash.h"
#include "kconfig_reader.h"
#include "nearest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void definition_free(struct kconf_definition *d)
{
	if (!d)
		return;
	free(d->symbol);
	kconf_words_done(&d->depends);
	kconf_words_done(&d->selects);
	free(d);
}

static struct kconf_definition *definition_new(const char *symbol, size_t len)
{
	struct kconf_definition *d = calloc(1, sizeof(*d));

	if (d)
		d->symbol = strndup(symbol, len);
	if (d && d->symbol)
		return d;
	definition_free(d);
	return NULL;
}

/* Last in its bucket, so that definitions are found in the order of the files. */
static void chain(struct kconf_tree *tree, struct kconf_definition *d)
{
	struct kconf_definition **end = &tree->buckets[kconf_hash(d->symbol) % KCONF_TREE_BUCKETS];

	while (*end)
		end = &(*end)->next;
	*end = d;
}

struct kconf_definition *kconf_tree_add(struct kconf_tree *tree, const char *symbol, size_t len)
{
	struct kconf_definition *d;

	if (tree->n == tree->room) {
		size_t room = tree->room ? 2 * tree->room : 4096;
		struct kconf_definition **items = reallocarray(tree->items, room, sizeof(*items));

		if (!items)
			return NULL;
		tree->items = items;
		tree->room = room;
	}
	d = definition_new(symbol, len);
	if (!d)
		return NULL;
	tree->items[tree->n++] = d;
	chain(tree, d);
	return d;
}

void kconf_tree_free(struct kconf_tree *tree)
{
	if (!tree)
		return;
	for (size_t i = 0; i < tree->n; i++)
		definition_free(tree->items[i]);
	free(tree->items);
	kconf_words_done(&tree->files);
	free(tree);
}

int kconf_tree_read(const char *top, const char *arch, struct kconf_tree **ret_tree)
{
	struct kconf_tree *tree = calloc(1, sizeof(*tree));
	int rc = tree ? kconf_kconfig_read(tree, top, arch) : -ENOMEM;

	if (rc < 0)
		kconf_tree_free(tree);
	else
		*ret_tree = tree;
	return rc;
}

const struct kconf_definition *kconf_tree_find(const struct kconf_tree *tree, const char *symbol,
                                               const struct kconf_definition *after)
{
	const struct kconf_definition *d =
		after ? after->next : tree->buckets[kconf_hash(symbol) % KCONF_TREE_BUCKETS];

	while (d && strcmp(d->symbol, symbol) != 0)
		d = d->next;
	return d;
}

enum kconf_type kconf_tree_type(const struct kconf_tree *tree, const char *symbol)
{
	const struct kconf_definition *d = NULL;

	while ((d = kconf_tree_find(tree, symbol, d)))
		if (d->type != KCONF_TYPE_NONE)
			return d->type;
	return KCONF_TYPE_NONE;
}

const char *kconf_type_name(enum kconf_type type)
{
	static const char *const names[] = {
		[KCONF_TYPE_NONE] = "typeless",     [KCONF_TYPE_BOOL] = "bool",
		[KCONF_TYPE_TRISTATE] = "tristate", [KCONF_TYPE_INT] = "int",
		[KCONF_TYPE_HEX] = "hex",           [KCONF_TYPE_STRING] = "string",
	};

	return names[type];
}

const char *kconf_tree_nearest(const struct kconf_tree *tree, const char *symbol)
{
	unsigned int best = (unsigned int)strlen(symbol) / 4 + 2;
	const char *nearest = NULL;

	for (size_t i = 0; i < tree->n; i++) {
		unsigned int d = kconf_name_distance(symbol, tree->items[i]->symbol, best);

		if (d < best) {
			best = d;
			nearest = tree->items[i]->symbol;
		}
	}
	return nearest;
}
