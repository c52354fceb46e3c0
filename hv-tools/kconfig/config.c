// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"
#include "auto.h"
#include "file.h"
#include "hash.h"
#include "max_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct kconf_config *kconf_config_new(void)
{
	return calloc(1, sizeof(struct kconf_config));
}

static void setting_free(struct kconf_setting *s)
{
	if (!s)
		return;
	free(s->symbol);
	free(s->value);
	free(s);
}

void kconf_config_free(struct kconf_config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config->n; i++)
		setting_free(config->items[i]);
	free(config->items);
	free(config);
}

static struct kconf_setting *find(const struct kconf_config *config, const char *symbol)
{
	struct kconf_setting *s = config->buckets[kconf_hash(symbol) % KCONF_BUCKETS];

	while (s && strcmp(s->symbol, symbol) != 0)
		s = s->next;
	return s;
}

const struct kconf_setting *kconf_config_find(const struct kconf_config *config, const char *symbol)
{
	return find(config, symbol);
}

static bool is_number(const struct kconf_setting *s)
{
	return s->kind == KCONF_INT || s->kind == KCONF_HEX;
}

/* What counts of a number; kconfig takes hexadecimal ones with and without 0x. */
static const char *digits(const char *value)
{
	if (strncmp(value, "0x", 2) == 0)
		value += 2;
	while (value[0] == '0' && value[1])
		value++;
	return value;
}

bool kconf_same_value(const struct kconf_setting *a, const struct kconf_setting *b)
{
	if (is_number(a) && is_number(b))
		return strcasecmp(digits(a->value), digits(b->value)) == 0;
	return strcmp(a->value, b->value) == 0;
}

static struct kconf_setting *setting_new(const struct kconf_entry *e, const char *file)
{
	struct kconf_setting *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->symbol = strndup(e->name, e->name_len);
	s->value = strndup(e->value, e->value_len);
	s->kind = e->kind;
	s->file = file;
	s->line = e->line;
	if (s->symbol && s->value)
		return s;
	setting_free(s);
	return NULL;
}

static int append(struct kconf_config *config, struct kconf_setting *s)
{
	struct kconf_setting **bucket = &config->buckets[kconf_hash(s->symbol) % KCONF_BUCKETS];

	if (config->n == config->room) {
		size_t room = config->room ? 2 * config->room : 256;
		struct kconf_setting **items = reallocarray(config->items, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		config->items = items;
		config->room = room;
	}
	config->items[config->n++] = s;
	s->next = *bucket;
	*bucket = s;
	return 0;
}

static void report_twice(const struct kconf_setting *first, const struct kconf_setting *again,
                         struct kconf_findings *findings)
{
	if (!kconf_same_value(first, again))
		kconf_finding_add(findings, KCONF_CONFLICT, again->file, again->line, again->symbol,
		                  "set to %s here, but to %s at %s:%u", again->value, first->value,
		                  first->file, first->line);
	else if (strcmp(first->file, again->file) == 0)
		kconf_finding_add(findings, KCONF_SYNTAX, again->file, again->line, again->symbol,
		                  "already set at line %u", first->line);
}

int kconf_config_add(struct kconf_config *config, const char *file, const struct kconf_entry *entry,
                     struct kconf_findings *findings)
{
	struct kconf_setting *s = setting_new(entry, file);
	const struct kconf_setting *first;
	int rc = 0;

	if (!s)
		return -ENOMEM;
	first = kconf_config_find(config, s->symbol);
	if (!first) {
		rc = append(config, s);
		if (rc == 0)
			return 0;
	} else {
		report_twice(first, s, findings);
	}
	setting_free(s);
	return rc;
}

/* The older setting keeps its place and takes what the later says; the later gets what it said. */
static void exchange(struct kconf_setting *older, struct kconf_setting *later)
{
	const struct kconf_setting was = *older;

	older->value = later->value;
	older->kind = later->kind;
	older->file = later->file;
	older->line = later->line;
	later->value = was.value;
	later->kind = was.kind;
	later->file = was.file;
	later->line = was.line;
}

int kconf_config_put(struct kconf_config *config, const char *file, const struct kconf_entry *entry,
                     struct kconf_findings *findings)
{
	struct kconf_setting *s = setting_new(entry, file), *older;
	int rc = 0;

	if (!s)
		return -ENOMEM;
	older = find(config, s->symbol);
	if (!older) {
		rc = append(config, s);
		if (rc == 0)
			return 0;
	} else if (!kconf_same_value(older, s)) {
		exchange(older, s);
		if (findings)
			kconf_finding_add(findings, KCONF_CONFLICT, file, older->line, s->symbol,
			                  "set to %s here, after %s at line %u: the last counts",
			                  older->value, s->value, s->line);
	}
	setting_free(s);
	return rc;
}

struct parse_context {
	struct kconf_config *config;
	struct kconf_findings *findings;
	const char *file;
};

static int take_entry(void *ctx, const struct kconf_entry *entry)
{
	const struct parse_context *c = ctx;

	return kconf_config_add(c->config, c->file, entry, c->findings);
}

static int take_problem(void *ctx, unsigned int line, const char *what)
{
	const struct parse_context *c = ctx;

	kconf_finding_add(c->findings, KCONF_SYNTAX, c->file, line, NULL, "%s", what);
	return 0;
}

static int take_last(void *ctx, const struct kconf_entry *entry)
{
	const struct parse_context *c = ctx;

	return kconf_config_put(c->config, c->file, entry, NULL);
}

static int pass_over(void *ctx, unsigned int line, const char *what)
{
	(void)ctx;
	(void)line;
	(void)what;
	return 0;
}

int kconf_config_read(const char *path, struct kconf_config **ret_config)
{
	struct parse_context context = { kconf_config_new(), NULL, path };
	struct kconf_sink sink = { take_last, pass_over, &context };
	char *text = NULL;
	size_t len = 0;
	int rc;

	if (!context.config)
		return -ENOMEM;
	rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len);
	if (rc == 0)
		rc = kconf_fragment_parse(text, len, NULL, &sink);
	free(text);
	if (rc < 0)
		kconf_config_free(context.config);
	else
		*ret_config = context.config;
	return rc;
}

int kconf_config_parse(struct kconf_config *config, const char *file, const char *text, size_t len,
                       const struct kconf_target *target, struct kconf_findings *findings)
{
	struct parse_context context = { config, findings, file };
	struct kconf_sink sink = { take_entry, take_problem, &context };

	return kconf_fragment_parse(text, len, target, &sink);
}
