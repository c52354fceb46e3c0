// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "delta.h"
#include <stdlib.h>
#include <string.h>

enum { LINE = 100 };

/* The list whose turns are a section of their own. */
static const char hardening[] = "hardening";

/* Words in lines of bounded length, below a heading that is printed with the first. */
struct block {
	FILE *out;
	const char *head;
	size_t column;
	bool begun;
};

static void add_word(struct block *b, const char *word)
{
	if (!b->begun)
		fprintf(b->out, "  %s\n", b->head);
	b->begun = true;
	if (b->column + strlen(word) + 1 > LINE) {
		fputc('\n', b->out);
		b->column = 0;
	}
	b->column += (size_t)fprintf(b->out, "%s%s", b->column ? " " : "    ", word);
}

static bool end_block(struct block *b)
{
	if (b->begun)
		fputc('\n', b->out);
	return b->begun;
}

static void add_change(struct block *b, const struct kconf_change *c)
{
	const char *value = c->kind == KCONF_LOST_IT ? c->before : c->after;
	AUTO_FREE char *word = NULL;

	if (asprintf(&word, "%s=%s", c->symbol, value) < 0)
		word = NULL;
	add_word(b, word ? word : c->symbol);
}

static bool is_capability(const struct kconf_change *c)
{
	return c->topic && c->topic->kind == KCONF_TOPIC_CAPABILITY;
}

static bool is_turn_of(const struct kconf_turn *t, const struct kconf_policy *policy, bool gained)
{
	return t->policy == policy && t->gained == gained;
}

/* A section's title is printed with the first thing in it. */
struct section {
	FILE *out;
	const char *title;
	bool begun;
};

static void begin(struct section *s)
{
	if (!s->begun)
		fprintf(s->out, "\n%s\n", s->title);
	s->begun = true;
}

static bool has_capability(const struct kconf_delta *d, const struct kconf_topic *topic,
                           enum kconf_change_kind kind)
{
	for (size_t i = 0; i < d->n_changes; i++)
		if (d->changes[i].kind == kind && d->changes[i].topic == topic)
			return true;
	return false;
}

/* Is the change at @i the first of its topic and kind? */
static bool is_first(const struct kconf_delta *d, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (d->changes[k].topic == d->changes[i].topic &&
		    d->changes[k].kind == d->changes[i].kind)
			return false;
	return true;
}

static void print_topic(const struct kconf_delta *d, const struct kconf_topic *topic,
                        enum kconf_change_kind kind, FILE *out)
{
	struct block b = { .out = out, .head = topic->title };

	for (size_t i = 0; i < d->n_changes; i++)
		if (d->changes[i].topic == topic && d->changes[i].kind == kind)
			add_change(&b, &d->changes[i]);
	end_block(&b);
}

static void print_capabilities(const struct kconf_delta *d, enum kconf_change_kind kind,
                               const char *title, FILE *out)
{
	struct section s = { .out = out, .title = title };

	for (size_t i = 0; i < d->n_changes; i++) {
		const struct kconf_change *c = &d->changes[i];

		if (!is_capability(c) || c->kind != kind || !is_first(d, i) ||
		    !has_capability(d, c->topic, kind))
			continue;
		begin(&s);
		print_topic(d, c->topic, kind, out);
	}
}

static void print_turns(const struct kconf_delta *d, const struct kconf_policy *policy, bool gained,
                        FILE *out)
{
	struct block b = { .out = out, .head = gained ? "met now" : "unmet now" };

	for (size_t i = 0; i < d->n_turns; i++)
		if (is_turn_of(&d->turns[i], policy, gained))
			add_word(&b, kconf_demand_symbol(d->turns[i].requirement->demand));
	end_block(&b);
}

static bool has_turn(const struct kconf_delta *d, const struct kconf_policy *policy)
{
	for (size_t i = 0; i < d->n_turns; i++)
		if (d->turns[i].policy == policy)
			return true;
	return false;
}

static void print_list(const struct kconf_delta *d, size_t list, struct section *s)
{
	const struct kconf_report *a = &d->reports_before->items[list],
				  *b = &d->reports_after->items[list];

	if (!has_turn(d, a->policy))
		return;
	begin(s);
	fprintf(s->out, "  %s: %zu unmet before, %zu after\n", a->policy->title,
	        kconf_report_count(a, KCONF_UNMET), kconf_report_count(b, KCONF_UNMET));
	print_turns(d, a->policy, false, s->out);
	print_turns(d, a->policy, true, s->out);
}

static void print_lists(const struct kconf_delta *d, bool want_hardening, FILE *out)
{
	struct section s = { .out = out,
		             .title = want_hardening ? "Hardening" : "Requirement lists" };

	for (size_t i = 0; i < d->reports_before->n; i++) {
		const char *name = d->reports_before->items[i].policy->name;

		if ((strcmp(name, hardening) == 0) == want_hardening)
			print_list(d, i, &s);
	}
}

static void print_values(const struct kconf_delta *d, enum kconf_topic_kind kind, const char *title,
                         FILE *out)
{
	struct section s = { .out = out, .title = title };

	for (size_t i = 0; i < d->n_changes; i++) {
		const struct kconf_change *c = &d->changes[i];

		if (!c->topic || c->topic->kind != kind)
			continue;
		begin(&s);
		fprintf(out, "  %s: %s -> %s\n", c->symbol, c->before, c->after);
	}
}

/* Symbols of no other section. */
static bool is_other(const struct kconf_change *c)
{
	if (c->kind == KCONF_BUILT_IN || c->kind == KCONF_MODULAR)
		return false;
	return !c->topic || (is_capability(c) && c->kind == KCONF_REVALUED);
}

static void print_switched(const struct kconf_delta *d, enum kconf_change_kind kind,
                           const char *head, FILE *out)
{
	struct block b = { .out = out, .head = head };

	for (size_t i = 0; i < d->n_changes; i++)
		if (d->changes[i].kind == kind &&
		    (!d->changes[i].topic || is_capability(&d->changes[i])))
			add_word(&b, d->changes[i].symbol);
	end_block(&b);
}

static bool has_kind(const struct kconf_delta *d, enum kconf_change_kind kind)
{
	for (size_t i = 0; i < d->n_changes; i++)
		if (d->changes[i].kind == kind)
			return true;
	return false;
}

static void print_modules(const struct kconf_delta *d, FILE *out)
{
	if (!has_kind(d, KCONF_BUILT_IN) && !has_kind(d, KCONF_MODULAR))
		return;
	fputs("\nBuilt in or module\n", out);
	print_switched(d, KCONF_MODULAR, "built in before, modules now: an initramfs may need them",
	               out);
	print_switched(d, KCONF_BUILT_IN, "modules before, built in now", out);
}

static void print_others(const struct kconf_delta *d, bool all, FILE *out)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_changes; i++)
		n += is_other(&d->changes[i]);
	if (n == 0)
		return;
	fprintf(out, "\nOther changes: %zu%s\n", n, all ? "" : " (--all lists them)");
	for (size_t i = 0; all && i < d->n_changes; i++)
		if (is_other(&d->changes[i]))
			fprintf(out, "  %s: %s -> %s\n", d->changes[i].symbol, d->changes[i].before,
			        d->changes[i].after);
}

void kconf_delta_print(const struct kconf_delta *d, bool all, FILE *out)
{
	fprintf(out, "before  %s, %s %s\nafter   %s, %s %s\n", d->before->path,
	        d->before->release_text, d->before->arch, d->after->path, d->after->release_text,
	        d->after->arch);
	print_capabilities(d, KCONF_LOST_IT, "Capabilities lost", out);
	print_capabilities(d, KCONF_GAINED, "Capabilities gained", out);
	print_lists(d, false, out);
	print_lists(d, true, out);
	print_values(d, KCONF_TOPIC_SIZE, "Size", out);
	print_values(d, KCONF_TOPIC_BOOT, "Boot", out);
	print_modules(d, out);
	print_others(d, all, out);
}
