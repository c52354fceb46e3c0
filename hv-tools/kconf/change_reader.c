// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "change.h"
#include "fragment.h"
#include "text.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ARROW " =>"
#define ASK   "ask"

struct parser {
	struct kconf_table_reader reader; /* first: the reader's callbacks get a pointer to it */
	struct kconf_change_table *table;
};

static struct parser *parser_of(struct kconf_table_reader *r)
{
	return (struct parser *)r;
}

/* What the kinds ask of the words behind SINCE. */
static const struct {
	unsigned int min, max;
} word_counts[KCONF_N_CHANGES] = {
	[KCONF_RENAMED] = { 2, 2 },
	[KCONF_RETYPED] = { 3, 3 },
};

static bool is_name(const char *text)
{
	const size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return n > 0 && n <= KCONF_MAX_NAME;
}

/* The first release of @text, a series or a point release. */
static int first_release(const char *text, struct kconf_release *ret_release)
{
	char room[40];
	struct kconf_release_range range;

	if (snprintf(room, sizeof(room), "%s..", text) >= (int)sizeof(room) ||
	    kconf_release_range_parse(room, strlen(room), &range) < 0)
		return -EINVAL;
	*ret_release = range.from;
	return 0;
}

static void parse_backports(struct kconf_table_reader *r, struct kconf_change *change, char *rest)
{
	const char *text;

	while ((text = strsep(&rest, ","))) {
		struct kconf_release *items =
			kconf_table_grow(r, change->backports, change->n_backports, sizeof(*items));

		if (!items)
			return;
		change->backports = items;
		if (first_release(text, &items[change->n_backports]) < 0 ||
		    strchr(text, '.') == strrchr(text, '.'))
			kconf_table_problem(r, "not the point release of a backport: %s", text);
		else
			change->n_backports++;
	}
}

/* FIRST, FIRST..LAST, with backports; of a trap a range. */
static void parse_since(struct kconf_table_reader *r, struct kconf_change *change, char *since)
{
	struct kconf_release_range range;
	char *backports = since, *last;

	if (change->kind == KCONF_TRAP) {
		if (kconf_release_range_parse(since, strlen(since), &range) < 0) {
			kconf_table_problem(r, "not a range of releases: 6.7..6.15, 6.18..");
			return;
		}
		change->first = range.from;
		change->last = range.to;
		return;
	}
	since = strsep(&backports, ",");
	last = strstr(since, "..");
	if (last) {
		*last = '\0';
		last += 2;
	}
	if (first_release(since, &change->first) < 0 ||
	    first_release(last ? last : since, &change->last) < 0 ||
	    kconf_release_compare(change->first, change->last) > 0)
		kconf_table_problem(r, "not when it came: 6.18, 6.13..7.3 or 6.9,6.6.30");
	if (backports)
		parse_backports(r, change, backports);
}

static void parse_symbols(struct kconf_table_reader *r, struct kconf_change *change, char *rest)
{
	const unsigned int min = word_counts[change->kind].min, max = word_counts[change->kind].max;
	const char *word;

	while ((word = kconf_next_word(&rest))) {
		if (!is_name(word))
			kconf_table_problem(r, "not the name of a symbol: %s", word);
		else if (kconf_words_add(&change->symbols, word, strlen(word)) < 0)
			r->out_of_memory = true;
	}
	if (change->symbols.n == 0 || change->symbols.n < min || (max && change->symbols.n > max))
		kconf_table_problem(r, "'%s' takes %s", kconf_change_names[change->kind],
		                    change->kind == KCONF_RENAMED   ? "the old and the new symbol"
		                    : change->kind == KCONF_RETYPED ? "a symbol and two types"
		                                                    : "symbols");
}

/* KIND SINCE SYMBOL... ; ORIGIN */
static void parse_change(struct kconf_table_reader *r, enum kconf_change_kind kind, char *rest)
{
	struct kconf_change_table *table = parser_of(r)->table;
	struct kconf_change *items = kconf_table_grow(r, table->items, table->n, sizeof(*items));
	struct kconf_change *change;
	char *words = strsep(&rest, ";"), *since = kconf_next_word(&words);

	if (!items)
		return;
	table->items = items;
	change = &items[table->n++];
	*change = (struct kconf_change){ .kind = kind, .line = r->line };
	if (since)
		parse_since(r, change, since);
	parse_symbols(r, change, words);
	kconf_table_origin(r, rest, &change->origin);
}

/* Nothing, @SYMBOL, or what may stand in a config. */
static bool is_value(const char *text)
{
	enum kconf_value_kind kind;

	if (*text == '@')
		return is_name(text + 1);
	return !*text || kconf_value_kind(text, strlen(text), &kind);
}

/* SYMBOL=VALUE */
static void parse_assign(struct kconf_table_reader *r, struct kconf_rule *rule, char *word)
{
	char *value = word, *symbol = strsep(&value, "=");
	struct kconf_assign *items;

	if (!value || !is_name(symbol) || !is_value(value)) {
		kconf_table_problem(r, "not SYMBOL=VALUE, SYMBOL= or SYMBOL=@SYMBOL: %s", symbol);
		return;
	}
	items = kconf_table_grow(r, rule->assigns, rule->n_assigns, sizeof(*items));
	if (!items)
		return;
	rule->assigns = items;
	items[rule->n_assigns++] =
		(struct kconf_assign){ kconf_table_copy(r, symbol),
		                       *value ? kconf_table_copy(r, value) : NULL };
}

/* [SYMBOL=VALUE...] [ask TEXT] */
static void parse_actions(struct kconf_table_reader *r, struct kconf_rule *rule, char *rest)
{
	char *word;

	while ((word = kconf_next_word(&rest))) {
		if (strcmp(word, ASK) == 0) {
			rest = kconf_trim(rest);
			if (*rest)
				rule->ask = kconf_table_copy(r, rest);
			break;
		}
		parse_assign(r, rule, word);
	}
	if (rule->n_assigns == 0 && !rule->ask)
		kconf_table_problem(r, "a rule without anything to do");
}

/* DEMAND => ACTIONS, for the change above. */
static void parse_rule(struct kconf_table_reader *r, bool back, char *rest)
{
	struct kconf_change_table *table = parser_of(r)->table;
	struct kconf_change *change = table->n > 0 ? &table->items[table->n - 1] : NULL;
	char *actions = strstr(rest, ARROW);
	const char *wrong = NULL;
	struct kconf_rule *rules, *rule;
	int rc;

	if (!change || !actions) {
		kconf_table_problem(r, change ? "not 'DEMAND => ...'" : "a rule before any change");
		return;
	}
	rules = kconf_table_grow(r, change->rules, change->n_rules, sizeof(*rules));
	if (!rules)
		return;
	change->rules = rules;
	rule = &rules[change->n_rules++];
	*rule = (struct kconf_rule){ .back = back };
	*actions = '\0';
	rest = kconf_trim(rest);
	rc = kconf_demand_parse(rest, strlen(rest), &rule->demand, &wrong);
	if (rc == -EINVAL)
		kconf_table_problem(r, "%s", wrong);
	r->out_of_memory |= rc == -ENOMEM;
	parse_actions(r, rule, actions + strlen(ARROW));
}

static void take_line(struct kconf_table_reader *r, char *line)
{
	const char *word = kconf_next_word(&line);

	if (strcmp(word, "on") == 0 || strcmp(word, "back") == 0) {
		parse_rule(r, *word == 'b', line);
		return;
	}
	for (int kind = 0; kind < KCONF_N_CHANGES; kind++) {
		if (strcmp(word, kconf_change_names[kind]) == 0) {
			parse_change(r, (enum kconf_change_kind)kind, line);
			return;
		}
	}
	kconf_table_problem(r, "no such kind of change, and neither 'on' nor 'back': %s", word);
}

int kconf_change_table_parse(const char *path, char *text, size_t len,
                             struct kconf_findings *findings, struct kconf_change_table *ret_table)
{
	struct kconf_change_table table = { .path = strdup(path) };
	struct parser p = { .reader = { .path = path,
		                        .findings = findings,
		                        .sources = &table.sources,
		                        .take = take_line },
		            .table = &table };
	int rc = table.path ? kconf_table_read(&p.reader, text, len) : -ENOMEM;

	*ret_table = table;
	return rc;
}
