// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "policy.h"
#include "text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct parser {
	struct kconf_policy *policy;
	struct kconf_findings *findings;
	struct kconf_scope scope; /* of this paragraph */
	unsigned int line;
	unsigned int pending; /* line of a condition no requirement has followed yet, 0 = none */
	bool out_of_memory;
};

static void problem(struct parser *p, const char *what)
{
	kconf_finding_add(p->findings, KCONF_SYNTAX, p->policy->path, p->line, NULL, "%s", what);
}

static char *copy(struct parser *p, const char *text)
{
	char *s = strdup(text);

	if (!s)
		p->out_of_memory = true;
	return s;
}

/* Room for one more item; NULL and a mark when there is no memory. */
static void *grow(struct parser *p, void *items, size_t n, size_t size)
{
	void *more = reallocarray(items, n + 1, size);

	if (!more)
		p->out_of_memory = true;
	return more;
}

static const struct kconf_source *find_source(const struct kconf_policy *policy, const char *tag)
{
	for (size_t i = 0; i < policy->n_sources; i++)
		if (strcmp(policy->sources[i]->tag, tag) == 0)
			return policy->sources[i];
	return NULL;
}

/* What stands behind "KEY" and '=', or NULL with a problem. */
static char *after_equals(struct parser *p, char *rest)
{
	char *value = strchr(rest, '=');

	if (value) {
		*value = '\0';
		value = kconf_trim(value + 1);
	}
	if (!value || !*value)
		problem(p, "no text after '='");
	return value && *value ? value : NULL;
}

static void parse_title(struct parser *p, char *rest)
{
	char *value = after_equals(p, rest);

	if (!value)
		return;
	if (p->policy->title)
		problem(p, "the title is already told");
	else
		p->policy->title = copy(p, value);
}

static void parse_source(struct parser *p, char *rest)
{
	char *value = after_equals(p, rest), *tag = kconf_trim(rest);
	struct kconf_policy *policy = p->policy;
	struct kconf_source **sources, *source;

	if (!value)
		return;
	if (!*tag || strpbrk(tag, KCONF_BLANKS) || find_source(policy, tag)) {
		problem(p, "a source has a tag of one word that no other source has");
		return;
	}
	sources = grow(p, policy->sources, policy->n_sources, sizeof(struct kconf_source *));
	if (!sources)
		return;
	policy->sources = sources;
	source = calloc(1, sizeof(*source));
	if (!source) {
		p->out_of_memory = true;
		return;
	}
	sources[policy->n_sources++] = source;
	source->tag = copy(p, tag);
	source->text = copy(p, value);
	p->out_of_memory |= !source->tag || !source->text;
}

static bool has_group(const struct kconf_policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->n_groups; i++)
		if (strcmp(policy->groups[i].name, name) == 0)
			return true;
	return false;
}

/* NAME] LEVEL TITLE */
static void parse_group(struct parser *p, char *rest)
{
	struct kconf_policy *policy = p->policy;
	char *name = strsep(&rest, "]");
	const char *word = rest ? kconf_next_word(&rest) : NULL;
	const int level = word ? kconf_level_find(word) : -1;
	struct kconf_group *groups;

	if (!*name || strpbrk(name, KCONF_BLANKS) || level < 0) {
		problem(p,
		        "not '[GROUP] LEVEL TITLE' with the level required, recommended or optional");
		return;
	}
	if (has_group(policy, name)) {
		problem(p, "this group has already been");
		return;
	}
	groups = grow(p, policy->groups, policy->n_groups, sizeof(*groups));
	if (!groups)
		return;
	policy->groups = groups;
	rest = kconf_trim(rest);
	groups[policy->n_groups++] = (struct kconf_group){ .name = copy(p, name),
		                                           .title = copy(p, *rest ? rest : name),
		                                           .level = (enum kconf_level)level };
}

static void parse_series(struct parser *p, char *rest)
{
	struct kconf_scope *scope = &p->scope;
	char *word;

	if (scope->n_ranges > 0)
		problem(p, "a paragraph has one line 'when series': name all ranges there");
	if (!*kconf_trim(rest))
		problem(p, "no range of releases");
	while ((word = kconf_next_word(&rest))) {
		struct kconf_release_range *ranges =
			grow(p, scope->ranges, scope->n_ranges, sizeof(*ranges));

		if (!ranges)
			return;
		scope->ranges = ranges;
		if (kconf_release_range_parse(word, strlen(word), &ranges[scope->n_ranges]) == 0)
			scope->n_ranges++;
		else
			problem(p, "not a range of releases: 6.7..6.15, 6.6.8.. or ..6.1");
	}
}

static void parse_arches(struct parser *p, char *rest)
{
	char *word;

	if (p->scope.arches.n > 0)
		problem(p, "a paragraph has one line 'when arch': name all architectures there");
	while ((word = kconf_next_word(&rest)))
		if (kconf_words_add(&p->scope.arches, word, strlen(word)) < 0)
			p->out_of_memory = true;
	if (p->scope.arches.n == 0)
		problem(p, "no architecture named");
}

/* A demand, or NULL with a problem. */
static struct kconf_demand *parse_demand(struct parser *p, const char *text)
{
	struct kconf_demand *demand = NULL;
	const char *wrong = NULL;
	int rc = kconf_demand_parse(text, strlen(text), &demand, &wrong);

	if (rc == -EINVAL)
		problem(p, wrong);
	p->out_of_memory |= rc == -ENOMEM;
	return demand;
}

static void parse_config(struct parser *p, char *rest)
{
	if (p->scope.config)
		problem(p, "a paragraph has one line 'when config': join the demands by 'and'");
	else
		p->scope.config = parse_demand(p, kconf_trim(rest));
}

static const struct {
	const char *word;
	void (*parse)(struct parser *p, char *rest);
} conditions[] = {
	{ "series", parse_series },
	{ "arch", parse_arches },
	{ "config", parse_config },
};

static void parse_when(struct parser *p, char *rest)
{
	const char *word = kconf_next_word(&rest);

	p->pending = p->line;
	for (size_t i = 0; word && i < ARRAY_SIZE(conditions); i++) {
		if (strcmp(conditions[i].word, word) == 0) {
			conditions[i].parse(p, rest);
			return;
		}
	}
	problem(p, "no such condition; known: when series, when arch, when config");
}

/* Each requirement has its scope to itself, so that the paragraph's can go on. */
static void copy_scope(struct parser *p, struct kconf_scope *scope)
{
	const struct kconf_scope *from = &p->scope;

	if (from->n_ranges > 0) {
		scope->ranges = reallocarray(NULL, from->n_ranges, sizeof(*from->ranges));
		if (scope->ranges) {
			memcpy(scope->ranges, from->ranges, from->n_ranges * sizeof(*from->ranges));
			scope->n_ranges = from->n_ranges;
		}
		p->out_of_memory |= !scope->ranges;
	}
	for (size_t i = 0; i < from->arches.n; i++)
		if (kconf_words_add(&scope->arches, from->arches.items[i],
		                    strlen(from->arches.items[i])) < 0)
			p->out_of_memory = true;
	if (from->config)
		scope->config = parse_demand(p, from->config->text);
}

/* What stands behind the demand: TAG [PLACE] [; WHY]. */
static void parse_origin(struct parser *p, struct kconf_requirement *r, char *rest)
{
	char *origin = kconf_trim(strsep(&rest, ";"));
	const char *tag = kconf_next_word(&origin);
	const struct kconf_source *source = tag ? find_source(p->policy, tag) : NULL;

	if (!source) {
		problem(p, "no such source; 'source TAG = TEXT' must stand above");
		return;
	}
	r->source = source->text;
	origin = kconf_trim(origin);
	r->place = *origin ? copy(p, origin) : NULL;
	rest = rest ? kconf_trim(rest) : NULL;
	r->why = rest && *rest ? copy(p, rest) : NULL;
}

static void parse_requirement(struct parser *p, char *line)
{
	struct kconf_policy *policy = p->policy;
	char *demand = strsep(&line, ";");
	struct kconf_requirement *items, *r;

	p->pending = 0;
	if (policy->n_groups == 0 || !line) {
		problem(p, line ? "a requirement before the first [GROUP]"
		                : "not 'DEMAND ; TAG': a requirement says where it is written");
		return;
	}
	items = grow(p, policy->requirements, policy->n_requirements, sizeof(*items));
	if (!items)
		return;
	policy->requirements = items;
	r = &items[policy->n_requirements];
	*r = (struct kconf_requirement){ .line = p->line, .group = policy->n_groups - 1 };
	r->demand = parse_demand(p, kconf_trim(demand));
	if (!r->demand)
		return;
	policy->n_requirements++;
	copy_scope(p, &r->scope);
	parse_origin(p, r, line);
}

static void end_paragraph(struct parser *p)
{
	if (p->pending)
		kconf_finding_add(p->findings, KCONF_SYNTAX, p->policy->path, p->pending, NULL,
		                  "condition without a requirement below it");
	p->pending = 0;
	kconf_scope_done(&p->scope);
}

/* Lines that are no requirement: what they begin with. */
static const struct {
	const char *word;
	void (*parse)(struct parser *p, char *rest);
} lines[] = {
	{ "title ", parse_title },
	{ "source ", parse_source },
	{ "when ", parse_when },
	{ "[", parse_group },
};

static void parse_line(struct parser *p, char *line)
{
	line = kconf_trim(line);
	if (!*line) {
		end_paragraph(p);
		return;
	}
	if (*line == '#')
		return;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const size_t n = strlen(lines[i].word);

		if (strncmp(line, lines[i].word, n) == 0) {
			lines[i].parse(p, line + n);
			return;
		}
	}
	parse_requirement(p, line);
}

int kconf_policy_parse(const char *name, const char *path, char *text, size_t len,
                       struct kconf_findings *findings, struct kconf_policy *ret_policy)
{
	struct kconf_policy policy = { 0 };
	struct parser p = { .policy = &policy, .findings = findings };
	char *line;

	policy.name = copy(&p, name);
	policy.path = copy(&p, path);
	if (policy.path && strlen(text) != len)
		problem(&p, "NUL byte");
	while (!p.out_of_memory && (line = strsep(&text, "\n"))) {
		p.line++;
		parse_line(&p, line);
	}
	if (!p.out_of_memory) {
		end_paragraph(&p);
		p.line = 0;
		if (!policy.title)
			problem(&p, "no 'title = TEXT'");
		if (policy.n_requirements == 0)
			problem(&p, "no requirement");
	}
	kconf_scope_done(&p.scope);
	*ret_policy = policy;
	return p.out_of_memory ? -ENOMEM : 0;
}
