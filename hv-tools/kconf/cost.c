// SPDX-License-Identifier: GPL-2.0-only
#include "cost.h"
#include "auto.h"
#include "file.h"
#include "limits.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 127 };

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

/* 1: the line is @symbol's; 0: another's; -EBADMSG: it is no line of such a file. */
static int take_line(const char *line, const char *symbol, struct kconf_cost_record *r)
{
	unsigned long text, data, bss, objects;
	char name[MAX_NAME + 1];
	int end = 0;

	if (line[0] == '\0' || line[0] == '#' || take_key(line, r))
		return 0;
	if (sscanf(line, "fragment %127s %lu%n", name, &text, &end) == 2 && line[end] == '\0')
		return 0;
	if (sscanf(line, "symbol %127s %lu %lu %lu %lu%n", name, &text, &data, &bss, &objects,
	           &end) != 5 ||
	    line[end] != '\0')
		return -EBADMSG;
	if (strcmp(name, symbol) != 0)
		return 0;
	r->text = text;
	r->data = data;
	r->bss = bss;
	r->objects = objects;
	return 1;
}

void kconf_cost_record_done(struct kconf_cost_record *record)
{
	free(record->flavor);
	free(record->series);
	free(record->arch);
	*record = (struct kconf_cost_record){ 0 };
}

int kconf_cost_find(const char *path, const char *symbol, struct kconf_cost_record *ret,
                    unsigned int *ret_line)
{
	struct kconf_cost_record record = { 0 };
	AUTO_FREE char *text = NULL;
	unsigned int number = 0;
	char *rest, *line;
	size_t len;
	int rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len), found = 0;

	rest = text;
	while (rc >= 0 && (line = strsep(&rest, "\n"))) {
		number++;
		rc = take_line(line, symbol, &record);
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
