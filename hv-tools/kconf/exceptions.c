// SPDX-License-Identifier: GPL-2.0-only
#include "exceptions.h"
#include "auto.h"
#include "data.h"
#include "text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".exceptions"

struct parser {
	struct kconf_exceptions *exceptions;
	const struct kconf_policies *policies;
	struct kconf_findings *findings;
	unsigned int line;
	bool out_of_memory;
};

static void problem(struct parser *p, const char *symbol, const char *what)
{
	kconf_finding_add(p->findings, KCONF_SYNTAX, p->exceptions->path, p->line, symbol, "%s",
	                  what);
}

static char *copy(struct parser *p, const char *text)
{
	char *s = strdup(text);

	p->out_of_memory |= !s;
	return s;
}

/* Is there such a list? Without lists to look at, any is. */
static bool is_list(struct parser *p, const char *name)
{
	if (!p->policies || (name && kconf_policies_find(p->policies, name)))
		return name != NULL;
	problem(p, NULL, "no such requirement list");
	return false;
}

/* The text behind '=', the words before it cut off. */
static char *after_equals(struct parser *p, char *rest)
{
	char *value = strchr(rest, '=');

	if (!value) {
		problem(p, NULL, "no '='");
		return NULL;
	}
	*value = '\0';
	return kconf_trim(value + 1);
}

static void parse_lists(struct parser *p, char *rest)
{
	char *value = after_equals(p, rest), *word;

	while (value && (word = kconf_next_word(&value)))
		if (is_list(p, word) &&
		    kconf_words_add(&p->exceptions->lists, word, strlen(word)) < 0)
			p->out_of_memory = true;
}

static void parse_level(struct parser *p, char *rest)
{
	struct kconf_exceptions *e = p->exceptions;
	const char *value = after_equals(p, rest), *list = kconf_next_word(&rest);
	int level = value ? kconf_level_find(value) : -1;
	struct kconf_bar *bars;

	if (!value || !is_list(p, list))
		return;
	if (level < 0) {
		problem(p, NULL, "not a level: required, recommended or optional");
		return;
	}
	bars = reallocarray(e->bars, e->n_bars + 1, sizeof(*bars));
	if (!bars) {
		p->out_of_memory = true;
		return;
	}
	e->bars = bars;
	bars[e->n_bars++] =
		(struct kconf_bar){ .list = copy(p, list), .level = (enum kconf_level)level };
}

/* An exception for what no requirement is about would never be needed. */
static bool is_asked(struct parser *p, const char *list, const char *symbol)
{
	const struct kconf_policy *policy =
		p->policies ? kconf_policies_find(p->policies, list) : NULL;

	for (size_t i = 0; policy && i < policy->n_requirements; i++)
		if (strcmp(kconf_demand_symbol(policy->requirements[i].demand), symbol) == 0)
			return true;
	if (policy)
		problem(p, symbol, "no requirement of this list is about it");
	return !policy;
}

static void add(struct parser *p, const struct kconf_exception *exception)
{
	struct kconf_exceptions *e = p->exceptions;
	struct kconf_exception *items = reallocarray(e->items, e->n + 1, sizeof(*items)), *x;

	if (!items) {
		p->out_of_memory = true;
		return;
	}
	e->items = items;
	x = &items[e->n++];
	*x = *exception;
	x->list = copy(p, exception->list);
	x->symbol = copy(p, exception->symbol);
	x->reason = copy(p, exception->reason);
	x->until_text = copy(p, exception->until_text);
}

/* LIST SYMBOL until X.Y ; REASON */
static void parse_exception(struct parser *p, char *line)
{
	char *rest = strsep(&line, ";");
	struct kconf_exception x = { .line = p->line };
	const char *until;

	x.list = kconf_next_word(&rest);
	x.symbol = kconf_next_word(&rest);
	until = kconf_next_word(&rest);
	x.until_text = kconf_next_word(&rest);
	x.reason = line ? kconf_trim(line) : NULL;
	if (!x.until_text || strcmp(until, "until") != 0 || kconf_next_word(&rest) || !x.reason ||
	    !*x.reason)
		problem(p, NULL, "not 'LIST SYMBOL until X.Y ; REASON'");
	else if (kconf_release_parse(x.until_text, strlen(x.until_text), &x.until) < 0)
		problem(p, x.symbol, "not a kernel series such as 6.12");
	else if (!is_list(p, x.list) || !is_asked(p, x.list, x.symbol))
		return;
	else if (kconf_exceptions_find(p->exceptions, x.list, x.symbol))
		problem(p, x.symbol, "has an exception from this list already");
	else
		add(p, &x);
}

static const struct {
	const char *word;
	void (*parse)(struct parser *p, char *rest);
} lines[] = {
	{ "lists ", parse_lists },
	{ "level ", parse_level },
};

static void parse_line(struct parser *p, char *line)
{
	line = kconf_trim(line);
	if (!*line || *line == '#')
		return;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const size_t n = strlen(lines[i].word);

		if (strncmp(line, lines[i].word, n) == 0) {
			lines[i].parse(p, line + n);
			return;
		}
	}
	parse_exception(p, line);
}

int kconf_exceptions_parse(const char *name, const char *path, char *text, size_t len,
                           const struct kconf_policies *policies, struct kconf_findings *findings,
                           struct kconf_exceptions *ret_exceptions)
{
	struct kconf_exceptions e = { 0 };
	struct parser p = { .exceptions = &e, .policies = policies, .findings = findings };
	char *line;

	e.name = copy(&p, name);
	e.path = copy(&p, path);
	if (!p.out_of_memory && strlen(text) != len)
		problem(&p, NULL, "NUL byte");
	while (!p.out_of_memory && (line = strsep(&text, "\n"))) {
		p.line++;
		parse_line(&p, line);
	}
	p.line = 0;
	if (!p.out_of_memory && e.lists.n == 0)
		problem(&p, NULL, "no 'lists = LIST...'");
	*ret_exceptions = e;
	return p.out_of_memory ? -ENOMEM : 0;
}

struct reading {
	const char *name;
	const struct kconf_policies *policies;
	struct kconf_findings *findings;
	struct kconf_exceptions *ret;
	bool found;
};

static int take_file(void *ctx, const char *name, const char *path, char *text, size_t len)
{
	struct reading *r = ctx;

	if (strcmp(name, r->name) != 0)
		return 0;
	r->found = true;
	return kconf_exceptions_parse(name, path, text, len, r->policies, r->findings, r->ret);
}

int kconf_exceptions_read(const char *folder, const char *name,
                          const struct kconf_policies *policies, struct kconf_findings *findings,
                          struct kconf_exceptions *ret_exceptions)
{
	struct reading reading = { name, policies, findings, ret_exceptions, false };
	int rc = kconf_data_each(folder, SUFFIX, take_file, &reading);

	return rc == 0 && !reading.found ? -ENOENT : rc;
}

void kconf_exceptions_done(struct kconf_exceptions *e)
{
	for (size_t i = 0; i < e->n; i++) {
		free(e->items[i].list);
		free(e->items[i].symbol);
		free(e->items[i].reason);
		free(e->items[i].until_text);
	}
	for (size_t i = 0; i < e->n_bars; i++)
		free(e->bars[i].list);
	free(e->items);
	free(e->bars);
	kconf_words_done(&e->lists);
	free(e->name);
	free(e->path);
	*e = (struct kconf_exceptions){ 0 };
}

enum kconf_level kconf_exceptions_level(const struct kconf_exceptions *exceptions, const char *list)
{
	for (size_t i = 0; i < exceptions->n_bars; i++)
		if (strcmp(exceptions->bars[i].list, list) == 0)
			return exceptions->bars[i].level;
	return KCONF_REQUIRED;
}

struct kconf_exception *kconf_exceptions_find(const struct kconf_exceptions *exceptions,
                                              const char *list, const char *symbol)
{
	for (size_t i = 0; i < exceptions->n; i++)
		if (strcmp(exceptions->items[i].list, list) == 0 &&
		    strcmp(exceptions->items[i].symbol, symbol) == 0)
			return &exceptions->items[i];
	return NULL;
}
