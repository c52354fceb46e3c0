// SPDX-License-Identifier: GPL-2.0-only
#include "derive.h"
#include "auto.h"
#include "survive.h"
#include "tree_prompt.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 110 };

struct finding {
	const char *symbol, *file;
	enum kconf_change_kind kind;
	enum kconf_type from, to;
};

struct findings {
	struct finding *items;
	size_t n;
};

static const struct kconf_tree *tree_with(const struct kconf_kernel *kernel, const char *symbol)
{
	for (unsigned int i = 0; i < kernel->n; i++)
		if (kconf_tree_find(kernel->trees[i], symbol, NULL))
			return kernel->trees[i];
	return NULL;
}

static bool names(const struct kconf_change *change, const char *symbol)
{
	if (kconf_words_have(&change->symbols, symbol))
		return true;
	for (size_t i = 0; i < change->n_rules; i++)
		for (size_t k = 0; k < change->rules[i].n_assigns; k++)
			if (strcmp(change->rules[i].assigns[k].symbol, symbol) == 0)
				return true;
	return false;
}

static bool is_known(const struct kconf_changes *known, const char *symbol)
{
	for (size_t t = 0; t < known->n; t++)
		for (size_t i = 0; i < known->tables[t].n; i++)
			if (names(&known->tables[t].items[i], symbol))
				return true;
	return false;
}

/* Does @to refuse a value that @from takes? Text and numbers are taken for what they are. */
static bool is_narrower(enum kconf_type from, enum kconf_type to)
{
	static const enum kconf_value_kind kinds[] = { KCONF_NO,  KCONF_MODULE, KCONF_YES,
		                                       KCONF_INT, KCONF_HEX,    KCONF_STRING };

	if (from == KCONF_TYPE_NONE || to == KCONF_TYPE_NONE)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kconf_type_takes(from, kinds[i]) && !kconf_type_takes(to, kinds[i]))
			return true;
	return false;
}

static int add(struct findings *list, struct finding finding)
{
	struct finding *items = reallocarray(list->items, list->n + 1, sizeof(*items));

	if (!items)
		return -ENOMEM;
	list->items = items;
	items[list->n++] = finding;
	return 0;
}

static int compare(const struct kconf_tree *tree, const struct kconf_definition *d,
                   const struct kconf_kernel *new, struct findings *list)
{
	const struct kconf_tree *there = tree_with(new, d->symbol);
	const bool prompt = kconf_tree_has_prompt(tree, d->symbol);
	struct finding f = { d->symbol, d->file, KCONF_RETYPED, KCONF_TYPE_NONE, KCONF_TYPE_NONE };

	if (!there) {
		f.kind = prompt ? KCONF_REMOVED : KCONF_INTERNAL;
		return add(list, f);
	}
	f.from = kconf_tree_type(tree, d->symbol);
	f.to = kconf_tree_type(there, d->symbol);
	if (!prompt || !is_narrower(f.from, f.to))
		return 0;
	return add(list, f);
}

/* By kind, file and name; internal ones by name only, as their files help nobody. */
static int by_kind(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = (int)x->kind - (int)y->kind;

	if (order == 0 && x->kind != KCONF_INTERNAL)
		order = strcmp(x->file, y->file);
	return order ? order : strcmp(x->symbol, y->symbol);
}

static bool is_same_line(const struct finding *a, const struct finding *b)
{
	if (a->kind != b->kind || a->kind == KCONF_RETYPED)
		return false;
	return a->kind == KCONF_INTERNAL || strcmp(a->file, b->file) == 0;
}

static void print_origin(const struct finding *f, const char *tag, FILE *out)
{
	if (f->kind == KCONF_RETYPED)
		fprintf(out, " %s %s", kconf_type_name(f->from), kconf_type_name(f->to));
	fprintf(out, " ; %s%s%s\n", tag, f->kind == KCONF_INTERNAL ? "" : " ",
	        f->kind == KCONF_INTERNAL ? "" : f->file);
}

static void print(const struct findings *list, const char *since, const char *tag, FILE *out)
{
	int column = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct finding *f = &list->items[i], *last = i > 0 ? f - 1 : NULL;

		if (last && strcmp(last->symbol, f->symbol) == 0)
			continue;
		if (last && (!is_same_line(last, f) || column > WIDTH)) {
			print_origin(last, tag, out);
			column = 0;
		}
		if (column == 0)
			column = fprintf(out, "%s %s", kconf_change_names[f->kind], since);
		column += fprintf(out, " %s", f->symbol);
	}
	if (list->n > 0)
		print_origin(&list->items[list->n - 1], tag, out);
}

/* The series after @release, of which nothing is known: 6.2 after 6.1. What follows 6.19 is 7.0. */
static struct kconf_release next_series(struct kconf_release release)
{
	if (release.minor >= 19)
		return (struct kconf_release){ release.major + 1, 0, 0 };
	return (struct kconf_release){ release.major, release.minor + 1, 0 };
}

int kconf_derive(const struct kconf_kernel *old, const struct kconf_kernel *new,
                 const struct kconf_changes *known, const char *tag, FILE *out)
{
	const struct kconf_release first = next_series(old->release), last = new->release;
	struct findings list = { 0 };
	char since[64];
	int rc = 0;

	for (unsigned int t = 0; t < old->n; t++) {
		for (size_t i = 0; i < old->trees[t]->n && rc == 0; i++) {
			const struct kconf_definition *d = old->trees[t]->items[i];

			if (!is_known(known, d->symbol))
				rc = compare(old->trees[t], d, new, &list);
		}
	}
	if (list.n > 0)
		qsort(list.items, list.n, sizeof(*list.items), by_kind);
	snprintf(since, sizeof(since), "%u.%u..%u.%u", first.major, first.minor, last.major,
	         last.minor);
	if (rc == 0)
		print(&list, since, tag, out);
	free(list.items);
	return rc;
}
