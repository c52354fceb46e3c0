// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"
#include "text.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE "source "

void kconf_table_problem(struct kconf_table_reader *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	kconf_finding_addv(r->findings, KCONF_SYNTAX, r->path, r->line, NULL, format, args);
	va_end(args);
	r->out_of_memory |= r->findings->out_of_memory;
}

char *kconf_table_copy(struct kconf_table_reader *r, const char *text)
{
	char *s = strdup(text);

	r->out_of_memory |= !s;
	return s;
}

void *kconf_table_grow(struct kconf_table_reader *r, void *items, size_t n, size_t size)
{
	void *more = reallocarray(items, n + 1, size);

	r->out_of_memory |= !more;
	return more;
}

static const char *find_source(const struct kconf_sources *sources, const char *tag)
{
	for (size_t i = 0; tag && i < sources->n; i++)
		if (strcmp(sources->items[i]->tag, tag) == 0)
			return sources->items[i]->text;
	return NULL;
}

static void entry_free(struct kconf_source_entry *entry)
{
	if (!entry)
		return;
	free(entry->tag);
	free(entry->text);
	free(entry);
}

static void add_source(struct kconf_table_reader *r, const char *tag, const char *text)
{
	struct kconf_sources *s = r->sources;
	struct kconf_source_entry **items =
		kconf_table_grow(r, s->items, s->n, sizeof(struct kconf_source_entry *));
	struct kconf_source_entry *entry = calloc(1, sizeof(*entry));

	if (items)
		s->items = items;
	if (entry) {
		entry->tag = strdup(tag);
		entry->text = strdup(text);
	}
	if (items && entry && entry->tag && entry->text) {
		items[s->n++] = entry;
		return;
	}
	entry_free(entry);
	r->out_of_memory = true;
}

/* TAG = TEXT */
static void parse_source(struct kconf_table_reader *r, char *rest)
{
	char *tag = kconf_trim(strsep(&rest, "="));
	const char *text = rest ? kconf_trim(rest) : "";

	if (!*tag || strpbrk(tag, KCONF_BLANKS) || !*text)
		kconf_table_problem(r, "not 'source TAG = TEXT'");
	else if (find_source(r->sources, tag))
		kconf_table_problem(r, "another source has the tag '%s'", tag);
	else
		add_source(r, tag, text);
}

bool kconf_table_origin(struct kconf_table_reader *r, char *rest, struct kconf_origin *ret_origin)
{
	char *origin = rest ? kconf_trim(strsep(&rest, ";")) : NULL;
	const char *tag = origin ? kconf_next_word(&origin) : NULL;
	struct kconf_origin o = { .source = find_source(r->sources, tag) };

	if (!o.source) {
		kconf_table_problem(r,
		                    tag ? "no source '%s': 'source TAG = TEXT' must stand above"
		                        : "no '; TAG': a line says where its fact is written%s",
		                    tag ? tag : "");
		return false;
	}
	origin = kconf_trim(origin);
	o.place = *origin ? kconf_table_copy(r, origin) : NULL;
	rest = rest ? kconf_trim(rest) : NULL;
	o.why = rest && *rest ? kconf_table_copy(r, rest) : NULL;
	*ret_origin = o;
	return true;
}

int kconf_table_read(struct kconf_table_reader *r, char *text, size_t len)
{
	char *line;

	if (strlen(text) != len)
		kconf_table_problem(r, "NUL byte");
	while (!r->out_of_memory && (line = strsep(&text, "\n"))) {
		r->line++;
		line = kconf_trim(line);
		if (!*line || *line == '#')
			continue;
		if (strncmp(line, SOURCE, strlen(SOURCE)) == 0)
			parse_source(r, line + strlen(SOURCE));
		else
			r->take(r, line);
	}
	return r->out_of_memory ? -ENOMEM : 0;
}

void kconf_origin_done(struct kconf_origin *origin)
{
	free(origin->place);
	free(origin->why);
}

void kconf_sources_done(struct kconf_sources *sources)
{
	for (size_t i = 0; i < sources->n; i++)
		entry_free(sources->items[i]);
	free(sources->items);
	*sources = (struct kconf_sources){ 0 };
}
