// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"
#include "auto.h"
#include "hash.h"
#include "kconfig_reader.h"
#include "nearest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The symbol of that name, defined or not. */
static struct kconf_symbol *find(const struct kconf_tree *tree, const char *name)
{
	struct kconf_symbol *s = tree->buckets[kconf_hash(name) % KCONF_TREE_BUCKETS];

	while (s && strcmp(s->name, name) != 0)
		s = s->next;
	return s;
}

struct kconf_symbol *kconf_tree_intern(struct kconf_tree *tree, const char *name)
{
	struct kconf_symbol *s = find(tree, name), **bucket;

	if (s)
		return s;
	s = kconf_arena_alloc(&tree->arena, sizeof(*s));
	if (!s)
		return NULL;
	s->name = kconf_arena_copy(&tree->arena, name, strlen(name));
	if (!s->name)
		return NULL;
	bucket = &tree->buckets[kconf_hash(name) % KCONF_TREE_BUCKETS];
	s->next = *bucket;
	*bucket = s;
	return s;
}

static int make_room(struct kconf_tree *tree)
{
	size_t room = tree->room ? 2 * tree->room : 4096;
	struct kconf_definition **items;

	if (tree->n < tree->room)
		return 0;
	items = reallocarray(tree->items, room, sizeof(*items));
	if (!items)
		return -ENOMEM;
	tree->items = items;
	tree->room = room;
	return 0;
}

struct kconf_definition *kconf_tree_add(struct kconf_tree *tree, const char *name)
{
	struct kconf_symbol *symbol = kconf_tree_intern(tree, name);
	struct kconf_definition *d;

	if (!symbol || make_room(tree) < 0)
		return NULL;
	d = kconf_arena_alloc(&tree->arena, sizeof(*d));
	if (!d)
		return NULL;
	d->symbol = symbol->name;
	tree->items[tree->n++] = d;
	d->next = symbol->definitions;
	symbol->definitions = d;
	return d;
}

void kconf_tree_free(struct kconf_tree *tree)
{
	if (!tree)
		return;
	kconf_arena_done(&tree->arena);
	free(tree->items);
	kconf_words_done(&tree->files);
	free(tree);
}

/* The list *@first, linked by the pointer at @link in each item, the other way round. */
static void turn_around(void *first, size_t link)
{
	char *item = *(char **)first, *before = NULL;

	while (item) {
		char *next = *(char **)(item + link);

		*(char **)(item + link) = before;
		before = item;
		item = next;
	}
	*(char **)first = before;
}

/* The reader puts what it finds in front of each list. */
static void put_in_order(struct kconf_tree *tree)
{
	const size_t next = offsetof(struct kconf_clause, next);
	const size_t on_target = offsetof(struct kconf_clause, next_on_target);

	for (size_t i = 0; i < KCONF_TREE_BUCKETS; i++) {
		for (struct kconf_symbol *s = tree->buckets[i]; s; s = s->next) {
			turn_around(&s->definitions, offsetof(struct kconf_definition, next));
			turn_around(&s->selected_by, on_target);
			turn_around(&s->implied_by, on_target);
		}
	}
	for (size_t i = 0; i < tree->n; i++) {
		turn_around(&tree->items[i]->defaults, next);
		turn_around(&tree->items[i]->selects, next);
		turn_around(&tree->items[i]->implies, next);
		turn_around(&tree->items[i]->ranges, next);
	}
}

int kconf_tree_read(const char *top, const char *arch, struct kconf_tree **ret_tree)
{
	struct kconf_tree *tree = calloc(1, sizeof(*tree));
	int rc = tree ? kconf_kconfig_read(tree, top, arch) : -ENOMEM;

	if (rc < 0)
		kconf_tree_free(tree);
	if (rc < 0)
		return rc;
	put_in_order(tree);
	*ret_tree = tree;
	return 0;
}

const struct kconf_symbol *kconf_tree_symbol(const struct kconf_tree *tree, const char *name)
{
	const struct kconf_symbol *s = find(tree, name);

	return s && s->definitions ? s : NULL;
}

const struct kconf_definition *kconf_tree_find(const struct kconf_tree *tree, const char *symbol,
                                               const struct kconf_definition *after)
{
	const struct kconf_symbol *s;

	if (after)
		return after->next;
	s = find(tree, symbol);
	return s ? s->definitions : NULL;
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
