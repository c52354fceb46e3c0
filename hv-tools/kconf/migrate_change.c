// SPDX-License-Identifier: GPL-2.0-only
/* One change of a table, carried out on the new config: by its own rules, else as its kind always is. */
#include "auto.h"
#include "crossing.h"
#include "edit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct kconf_setting *get(const struct kconf_migration *m, const char *symbol)
{
	return kconf_config_find(m->config, symbol);
}

static bool is_on(const struct kconf_setting *s)
{
	return s && (s->kind == KCONF_YES || s->kind == KCONF_MODULE);
}

static void note_origin(struct kconf_migration *m, const struct kconf_origin *origin)
{
	if (origin->why)
		kconf_finding_note(m->findings, "%s", origin->why);
	kconf_finding_note(m->findings, "source: %s%s%s", origin->source, origin->place ? ", " : "",
	                   origin->place ? origin->place : "");
}

/* The kernel may, or may not, have the change yet: the setting stays as it is. */
static void tell_unsure(struct kconf_migration *m, const struct crossing *c, const char *symbol)
{
	char since[32];

	kconf_change_since(c->change, since, sizeof(since));
	kconf_migration_tell(m, KCONF_DECIDE, symbol,
	                     "%s in one of %s: with --tree it can be said whether in this one",
	                     kconf_change_names[c->change->kind], since);
	note_origin(m, &c->change->origin);
}

/* @symbol is new, and came because of @anchor. */
static int remember(struct kconf_migration *m, const char *symbol, const char *anchor)
{
	int rc;

	if (kconf_words_have(&m->added, symbol))
		return 0;
	rc = kconf_words_add(&m->added, symbol, strlen(symbol));
	return rc < 0 ? rc : kconf_words_add(&m->anchors, anchor, strlen(anchor));
}

/* @anchor: what @symbol comes for, should it be new; NULL: it is in the config. */
static int put(struct kconf_migration *m, const char *symbol, const char *value, const char *anchor)
{
	const struct kconf_setting *before = get(m, symbol);
	int rc = 0;

	if (!value)
		m->dropped += before != NULL;
	else if (!before && anchor)
		rc = remember(m, symbol, anchor);
	return rc < 0 ? rc : kconf_config_set(m->config, symbol, value);
}

/* The value that @assign gives, of the config as it was before this change; NULL = none. */
static const char *value_of(const struct kconf_assign *assign, const struct kconf_config *before)
{
	const struct kconf_setting *s;

	if (!assign->value || *assign->value != '@')
		return assign->value;
	s = kconf_config_find(before, assign->value + 1);
	return s ? s->value : NULL;
}

/* "not set" and no line at all are the same, but for what a person reads. */
static bool differs(const struct kconf_setting *s, const char *value)
{
	if (!value)
		return s != NULL;
	return s ? strcmp(s->value, value) != 0 : strcmp(value, "n") != 0;
}

static void describe(FILE *out, const char *symbol, const struct kconf_setting *s,
                     const char *value)
{
	fprintf(out, "CONFIG_%s%s%s (was %s)", symbol, value ? "=" : "", value ? value : " dropped",
	        !s                    ? "not there"
	        : s->kind == KCONF_NO ? "not set"
	                              : s->value);
}

/* Does @rule change what is on? That what was off is off by another name, or has none, is no news. */
static bool is_loud(const struct kconf_migration *m, const struct kconf_rule *rule,
                    const struct kconf_config *before)
{
	for (size_t i = 0; i < rule->n_assigns; i++) {
		const char *value = value_of(&rule->assigns[i], before);
		const struct kconf_setting *s = get(m, rule->assigns[i].symbol);

		if (differs(s, value) && (is_on(s) || (value && strcmp(value, "n") != 0)))
			return true;
	}
	return false;
}

/* Carry out @rule; *ret_text, to be freed, says what it changed, NULL = nothing. */
static int act(struct kconf_migration *m, const struct kconf_rule *rule,
               const struct kconf_config *before, char **ret_text)
{
	const char *anchor = kconf_demand_symbol(rule->demand);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	const bool loud = is_loud(m, rule, before);
	int rc = out ? 0 : -ENOMEM;

	for (size_t i = 0; i < rule->n_assigns && rc == 0; i++) {
		const struct kconf_assign *a = &rule->assigns[i];
		const char *value = value_of(a, before);
		const struct kconf_setting *s = get(m, a->symbol);

		if (!differs(s, value))
			continue;
		if (ftell(out) > 0)
			fputs(", ", out);
		describe(out, a->symbol, s, value);
		rc = put(m, a->symbol, value, anchor);
	}
	if (out && fclose(out) != 0 && rc == 0)
		rc = -ENOMEM;
	if (rc == 0 && loud) {
		*ret_text = text;
		return 0;
	}
	free(text);
	return rc;
}

/* Where the kernel may not have the change. */
static int leave_rule(struct kconf_migration *m, const struct crossing *c,
                      const struct kconf_rule *rule, const struct kconf_config *before)
{
	if (rule->ask || is_loud(m, rule, before))
		tell_unsure(m, c, kconf_demand_symbol(rule->demand));
	return 0;
}

static int apply_rule(struct kconf_migration *m, const struct crossing *c,
                      const struct kconf_rule *rule, const struct kconf_config *before)
{
	const struct kconf_change *change = c->change;
	AUTO_FREE char *text = NULL;
	char since[32];
	const int rc = act(m, rule, before, &text);

	kconf_change_since(change, since, sizeof(since));
	if (rc == 0 && text) {
		kconf_migration_tell(m, KCONF_CARRIED, kconf_demand_symbol(rule->demand),
		                     "%s in %s: %s", kconf_change_names[change->kind], since, text);
		note_origin(m, &change->origin);
	}
	if (rc == 0 && rule->ask) {
		kconf_migration_tell(m, KCONF_DECIDE, kconf_demand_symbol(rule->demand),
		                     "%s (%s in %s)", rule->ask, kconf_change_names[change->kind],
		                     since);
		note_origin(m, &change->origin);
	}
	return rc;
}

/* How many rules of this direction hold, and the first error. */
static int apply_rules(struct kconf_migration *m, const struct crossing *c, bool back)
{
	struct kconf_config *before = kconf_config_copy(m->config);
	int held = before ? 0 : -ENOMEM;

	for (size_t i = 0; i < c->change->n_rules && held >= 0; i++) {
		const struct kconf_rule *rule = &c->change->rules[i];

		if (rule->back != back || !kconf_demand_holds(rule->demand, before, m->to))
			continue;
		if ((c->sure ? apply_rule : leave_rule)(m, c, rule, before) < 0)
			held = -ENOMEM;
		else
			held++;
	}
	kconf_config_free(before);
	return held;
}

static int rename_symbol(struct kconf_migration *m, const struct crossing *c, const char *old,
                         const char *new)
{
	const struct kconf_setting *s = get(m, old), *taken = get(m, new);
	AUTO_FREE char *value = s ? strdup(s->value) : NULL;
	char since[32];
	int rc;

	if (!s)
		return 0;
	if (!value)
		return -ENOMEM;
	if (!c->sure) {
		if (s->kind != KCONF_NO)
			tell_unsure(m, c, old);
		return 0;
	}
	if (is_on(s) || (s->kind != KCONF_NO && !taken)) {
		kconf_change_since(c->change, since, sizeof(since));
		kconf_migration_tell(m, KCONF_CARRIED, old, "renamed in %s: CONFIG_%s=%s", since,
		                     new, is_on(taken) ? taken->value : value);
		note_origin(m, &c->change->origin);
	}
	rc = is_on(taken) ? 0 : put(m, new, value, old);
	return rc < 0 ? rc : put(m, old, NULL, NULL);
}

static int on_renamed(struct kconf_migration *m, const struct crossing *c)
{
	char **names = c->change->symbols.items;

	return rename_symbol(m, c, names[0], names[1]);
}

static int back_renamed(struct kconf_migration *m, const struct crossing *c)
{
	char **names = c->change->symbols.items;

	return rename_symbol(m, c, names[1], names[0]);
}

/* What has been dropped of a change with many symbols is told in one finding, at the first. */
static void tell_dropped(struct kconf_migration *m, const struct crossing *c,
                         enum kconf_finding_kind kind, const char *first, const char *words,
                         const char *others)
{
	char since[32];

	kconf_change_since(c->change, since, sizeof(since));
	kconf_migration_tell(m, kind, first, "%s in %s: %s (%s)",
	                     kconf_change_names[c->change->kind], since, words, others);
	note_origin(m, &c->change->origin);
}

static int drop_one(struct kconf_migration *m, const struct crossing *c, const char *symbol,
                    const char **first, FILE *list)
{
	const struct kconf_setting *s = get(m, symbol);

	if (!s)
		return 0;
	if (is_on(s) && !c->sure) {
		tell_unsure(m, c, symbol);
		return 0;
	}
	if (is_on(s)) {
		fprintf(list, *first ? ", %s was %s" : "%s was %s", symbol, s->value);
		*first = *first ? *first : symbol;
	}
	return put(m, symbol, NULL, NULL);
}

static int drop(struct kconf_migration *m, const struct crossing *c, enum kconf_finding_kind kind,
                const char *words)
{
	const struct kconf_words *symbols = &c->change->symbols;
	AUTO_FREE char *text = NULL;
	const char *first = NULL;
	size_t len;
	FILE *list = open_memstream(&text, &len);
	int rc = list ? 0 : -ENOMEM;

	for (size_t i = 0; i < symbols->n && rc == 0; i++)
		rc = drop_one(m, c, symbols->items[i], &first, list);
	if (list && fclose(list) != 0)
		rc = -ENOMEM;
	if (rc == 0 && first && words)
		tell_dropped(m, c, kind, first, words, text);
	return rc;
}

static int on_removed(struct kconf_migration *m, const struct crossing *c)
{
	return drop(m, c, KCONF_DECIDE, "nothing known takes its place");
}

static int on_absorbed(struct kconf_migration *m, const struct crossing *c)
{
	return drop(m, c, KCONF_CARRIED, "dropped, nothing is lost");
}

static int on_internal(struct kconf_migration *m, const struct crossing *c)
{
	return drop(m, c, KCONF_CARRIED, NULL);
}

/* A value in terms of another type, NULL = it has none. */
static const char *translate(const char *value, const char *type)
{
	static const struct {
		const char *type, *from, *to;
	} words[] = {
		{ "bool", "m", "y" }, { "int", "y", "1" },  { "int", "n", "0" },
		{ "bool", "0", "n" }, { "bool", "y", "y" }, { "bool", "n", "n" },
	};

	if (strcmp(type, "tristate") == 0)
		return value;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(words[i].type, type) == 0 && strcmp(words[i].from, value) == 0)
			return words[i].to;
	return strcmp(type, "bool") == 0 ? "y" : NULL;
}

static int retype(struct kconf_migration *m, const struct crossing *c, const char *type)
{
	const char *symbol = c->change->symbols.items[0];
	const struct kconf_setting *s = get(m, symbol);
	const char *value = s ? translate(s->value, type) : NULL;
	char since[32];

	if (!s || (value && strcmp(value, s->value) == 0))
		return 0;
	if (!c->sure) {
		if (s->kind != KCONF_NO)
			tell_unsure(m, c, symbol);
		return 0;
	}
	kconf_change_since(c->change, since, sizeof(since));
	if (value)
		kconf_migration_tell(m, KCONF_CARRIED, symbol, "%s from %s on: %s (was %s)", type,
		                     since, value, s->value);
	else
		kconf_migration_tell(m, KCONF_DECIDE, symbol, "%s from %s on, which %s is not",
		                     type, since, s->value);
	note_origin(m, &c->change->origin);
	return put(m, symbol, value, NULL);
}

static int on_retyped(struct kconf_migration *m, const struct crossing *c)
{
	return retype(m, c, c->change->symbols.items[2]);
}

static int back_retyped(struct kconf_migration *m, const struct crossing *c)
{
	return retype(m, c, c->change->symbols.items[1]);
}

/* On the way back what the change brought is not there yet, and no rule says what was before it. */
static int back_unknown(struct kconf_migration *m, const struct crossing *c)
{
	const struct kconf_words *symbols = &c->change->symbols;
	char since[32];

	for (size_t i = 0; i < symbols->n; i++) {
		if (!is_on(get(m, symbols->items[i])))
			continue;
		kconf_change_since(c->change, since, sizeof(since));
		kconf_migration_tell(m, KCONF_DECIDE, symbols->items[i],
		                     "%s in %s, and there is no rule for the way back",
		                     kconf_change_names[c->change->kind], since);
		note_origin(m, &c->change->origin);
	}
	return 0;
}

/* What a kind does when no rule of its own holds; NULL = nothing. */
static const struct {
	int (*on)(struct kconf_migration *m, const struct crossing *c);
	int (*back)(struct kconf_migration *m, const struct crossing *c);
} actions[KCONF_N_CHANGES] = {
	[KCONF_RENAMED] = { on_renamed, back_renamed }, [KCONF_REMOVED] = { on_removed, NULL },
	[KCONF_ABSORBED] = { on_absorbed, NULL },       [KCONF_INTERNAL] = { on_internal, NULL },
	[KCONF_RETYPED] = { on_retyped, back_retyped }, [KCONF_SPLIT] = { NULL, back_unknown },
	[KCONF_MERGED] = { NULL, back_unknown },
};

static bool has_rules(const struct kconf_change *change, bool back)
{
	for (size_t i = 0; i < change->n_rules; i++)
		if (change->rules[i].back == back)
			return true;
	return false;
}

int kconf_cross(struct kconf_migration *m, const struct crossing *c)
{
	const bool back = kconf_goes_back(m) && c->change->kind != KCONF_TRAP;
	int (*otherwise)(struct kconf_migration *, const struct crossing *) =
		back ? actions[c->change->kind].back : actions[c->change->kind].on;
	int held = has_rules(c->change, back) ? apply_rules(m, c, back) : 0;

	if (held < 0)
		return held;
	if (held > 0 || !otherwise || (back && has_rules(c->change, true)))
		return 0;
	return otherwise(m, c);
}
