// SPDX-License-Identifier: GPL-2.0-only
#include "cost.h"
#include "auto.h"
#include "file.h"
#include "max_file.h"
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 127, MAX_OBJECT = 255 };

int kconf_costs_add(struct kconf_costs *costs, const char *name, unsigned long text,
                    unsigned long data, unsigned long bss)
{
	struct kconf_cost *c = costs->first;

	while (c && strcmp(c->name, name) != 0)
		c = c->next;
	if (!c) {
		c = kconf_arena_alloc(&costs->arena, sizeof(*c));
		if (!c || !(c->name = kconf_arena_copy(&costs->arena, name, strlen(name))))
			return -ENOMEM;
		c->next = costs->first;
		costs->first = c;
		costs->n++;
	}
	c->text += text;
	c->data += data;
	c->bss += bss;
	c->objects++;
	return 0;
}

void kconf_costs_done(struct kconf_costs *costs)
{
	kconf_arena_done(&costs->arena);
	*costs = (struct kconf_costs){ 0 };
}

/* Equal ones by name, so that the same kernel gives the same file. */
static int by_text(const void *a, const void *b)
{
	const struct kconf_cost *x = *(const struct kconf_cost *const *)a,
				*y = *(const struct kconf_cost *const *)b;

	if (x->text != y->text)
		return x->text < y->text ? 1 : -1;
	return strcmp(x->name, y->name);
}

const struct kconf_cost **kconf_costs_sorted(const struct kconf_costs *costs)
{
	const struct kconf_cost **sorted = calloc(costs->n + 1, sizeof(*sorted));
	size_t n = 0;

	if (!sorted)
		return NULL;
	for (const struct kconf_cost *c = costs->first; c; c = c->next)
		sorted[n++] = c;
	qsort(sorted, n, sizeof(*sorted), by_text);
	return sorted;
}

/* "KEY = VALUE" of those that say what was measured. True: it is one. */
static bool take_key(const char *line, struct kconf_cost_record *r)
{
	const struct {
		const char *key;
		char **value;
	} keys[] = { { "flavor = ", &r->flavor },
		     { "series = ", &r->series },
		     { "arch = ", &r->arch } };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const size_t n = strlen(keys[i].key);

		if (strncmp(line, keys[i].key, n) != 0)
			continue;
		free(*keys[i].value);
		*keys[i].value = strdup(line + n);
		return true;
	}
	return strstr(line, " = ") != NULL;
}

static int add_part(struct kconf_cost_parts *parts, const char *name, long bytes)
{
	struct kconf_cost_part *items = reallocarray(parts->items, parts->n + 1, sizeof(*items));
	char *copy = items ? strdup(name) : NULL;

	if (items)
		parts->items = items;
	if (!copy)
		return -ENOMEM;
	items[parts->n++] = (struct kconf_cost_part){ copy, bytes };
	return 1;
}

static void parts_done(struct kconf_cost_parts *parts)
{
	for (size_t i = 0; i < parts->n; i++)
		free(parts->items[i].name);
	free(parts->items);
}

/* Who asks for what of a file. */
struct question {
	const char *symbol;
	const struct kconf_words *fragments;
};

/* Each of these: 1: the line is of what is asked for; 0: of something else; -EBADMSG: it is no such line. */
static int take_fragment(const char *words, const struct question *q, struct kconf_cost_record *r)
{
	char name[MAX_NAME + 1];
	int end = 0;
	long bytes;

	if (sscanf(words, "%127s %ld%n", name, &bytes, &end) != 2 || words[end])
		return -EBADMSG;
	if (!q->fragments || !kconf_words_have(q->fragments, name))
		return 0;
	return add_part(&r->fragments, name, bytes);
}

static int take_object(const char *words, const struct question *q, struct kconf_cost_record *r)
{
	char object[MAX_OBJECT + 1], name[MAX_NAME + 1];
	unsigned long text, data, bss;
	int end = 0;

	if (sscanf(words, "%127s %lu %lu %lu %255s%n", name, &text, &data, &bss, object, &end) !=
	            5 ||
	    words[end] || text > LONG_MAX)
		return -EBADMSG;
	return strcmp(name, q->symbol) == 0 ? add_part(&r->object_texts, object, (long)text) : 0;
}

static int take_symbol(const char *words, const struct question *q, struct kconf_cost_record *r)
{
	unsigned long text, data, bss, objects;
	char name[MAX_NAME + 1];
	int end = 0;

	if (sscanf(words, "%127s %lu %lu %lu %lu%n", name, &text, &data, &bss, &objects, &end) !=
	            5 ||
	    words[end])
		return -EBADMSG;
	if (strcmp(name, q->symbol) != 0)
		return 0;
	r->text = text;
	r->data = data;
	r->bss = bss;
	r->objects = objects;
	return 1;
}

static int take_line(const char *line, const struct question *q, struct kconf_cost_record *r)
{
	static const struct {
		const char *word;
		int (*take)(const char *words, const struct question *q,
		            struct kconf_cost_record *r);
	} kinds[] = {
		{ "symbol ", take_symbol },
		{ "object ", take_object },
		{ "fragment ", take_fragment },
	};

	if (line[0] == '\0' || line[0] == '#' || take_key(line, r))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const size_t n = strlen(kinds[i].word);

		if (strncmp(line, kinds[i].word, n) == 0)
			return kinds[i].take(line + n, q, r);
	}
	return -EBADMSG;
}

void kconf_cost_record_done(struct kconf_cost_record *record)
{
	free(record->flavor);
	free(record->series);
	free(record->arch);
	parts_done(&record->object_texts);
	parts_done(&record->fragments);
	*record = (struct kconf_cost_record){ 0 };
}

int kconf_cost_find(const char *path, const char *symbol, const struct kconf_words *fragments,
                    struct kconf_cost_record *ret, unsigned int *ret_line)
{
	const struct question question = { symbol, fragments };
	struct kconf_cost_record record = { 0 };
	AUTO_FREE char *text = NULL;
	unsigned int number = 0;
	char *rest, *line;
	size_t len;
	int rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len), found = 0;

	rest = text;
	while (rc >= 0 && (line = strsep(&rest, "\n"))) {
		number++;
		rc = take_line(line, &question, &record);
		found |= rc == 1;
	}
	if (rc >= 0 && (!record.flavor || !record.series || !record.arch)) {
		rc = -EBADMSG;
		number = 1;
	}
	if (rc >= 0 && found) {
		*ret = record;
		return 1;
	}
	if (rc == -EBADMSG)
		*ret_line = number;
	kconf_cost_record_done(&record);
	return rc < 0 ? rc : 0;
}
