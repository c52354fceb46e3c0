// SPDX-License-Identifier: GPL-2.0-only
#include "topics.h"
#include "data.h"
#include "text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".topics"

struct parser {
	struct kconf_topics *topics;
	struct kconf_findings *findings;
	const char *path;
	unsigned int line;
	bool out_of_memory;
};

static const char *const kinds[KCONF_N_TOPIC_KINDS] = { "capability", "size", "boot" };

static void problem(struct parser *p, const char *what)
{
	kconf_finding_add(p->findings, KCONF_SYNTAX, p->path, p->line, NULL, "%s", what);
}

static int find_kind(const char *name)
{
	for (int i = 0; name && i < KCONF_N_TOPIC_KINDS; i++)
		if (strcmp(kinds[i], name) == 0)
			return i;
	return -1;
}

/* NAME] KIND TITLE */
static void parse_head(struct parser *p, char *rest)
{
	const char *name = strsep(&rest, "]");
	const int kind = rest ? find_kind(kconf_next_word(&rest)) : -1;
	struct kconf_topics *t = p->topics;
	struct kconf_topic *items, *topic;

	if (!*name || kind < 0) {
		problem(p, "not '[TOPIC] KIND TITLE' with the kind capability, size or boot");
		return;
	}
	items = reallocarray(t->items, t->n + 1, sizeof(*items));
	if (!items) {
		p->out_of_memory = true;
		return;
	}
	t->items = items;
	topic = &items[t->n++];
	rest = kconf_trim(rest);
	*topic = (struct kconf_topic){ .name = strdup(name),
		                       .title = strdup(*rest ? rest : name),
		                       .kind = (enum kconf_topic_kind)kind };
	p->out_of_memory |= !topic->name || !topic->title;
}

static void parse_symbols(struct parser *p, char *rest)
{
	struct kconf_topics *t = p->topics;
	const char *word;

	if (t->n == 0) {
		problem(p, "a symbol before the first [TOPIC]");
		return;
	}
	while ((word = kconf_next_word(&rest))) {
		const char *star = strchr(word, '*');

		if (star && (star[1] || star == word))
			problem(p, "a * stands at the end of a name only");
		else if (kconf_words_add(&t->items[t->n - 1].symbols, word, strlen(word)) < 0)
			p->out_of_memory = true;
	}
}

int kconf_topics_parse(struct kconf_topics *topics, const char *path, char *text, size_t len,
                       struct kconf_findings *findings)
{
	struct parser p = { .topics = topics, .findings = findings, .path = path };
	char *line;

	if (strlen(text) != len)
		problem(&p, "NUL byte");
	while (!p.out_of_memory && (line = strsep(&text, "\n"))) {
		p.line++;
		line = kconf_trim(line);
		if (*line == '[')
			parse_head(&p, line + 1);
		else if (*line && *line != '#')
			parse_symbols(&p, line);
	}
	return p.out_of_memory ? -ENOMEM : 0;
}

struct reading {
	struct kconf_topics *topics;
	struct kconf_findings *findings;
};

static int take_file(void *ctx, const char *name, const char *path, char *text, size_t len)
{
	const struct reading *r = ctx;

	return kconf_topics_parse(r->topics, path, text, len, r->findings);
}

int kconf_topics_read(const char *folder, struct kconf_findings *findings,
                      struct kconf_topics *ret_topics)
{
	struct kconf_topics topics = { 0 };
	struct reading reading = { &topics, findings };
	int rc = kconf_data_each(folder, SUFFIX, take_file, &reading);

	if (rc < 0)
		kconf_topics_done(&topics);
	else
		*ret_topics = topics;
	return rc;
}

void kconf_topics_done(struct kconf_topics *topics)
{
	for (size_t i = 0; i < topics->n; i++) {
		free(topics->items[i].name);
		free(topics->items[i].title);
		kconf_words_done(&topics->items[i].symbols);
	}
	free(topics->items);
	*topics = (struct kconf_topics){ 0 };
}

static bool matches(const char *pattern, const char *symbol)
{
	const size_t n = strlen(pattern);

	if (n > 0 && pattern[n - 1] == '*')
		return strncmp(pattern, symbol, n - 1) == 0;
	return strcmp(pattern, symbol) == 0;
}

const struct kconf_topic *kconf_topics_find(const struct kconf_topics *topics, const char *symbol)
{
	for (size_t i = 0; i < topics->n; i++)
		for (size_t s = 0; s < topics->items[i].symbols.n; s++)
			if (matches(topics->items[i].symbols.items[s], symbol))
				return &topics->items[i];
	return NULL;
}
