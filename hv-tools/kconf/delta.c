// SPDX-License-Identifier: GPL-2.0-only
#include "delta.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_off(const struct kconf_setting *s)
{
	return !s || s->kind == KCONF_NO;
}

static bool differ(const struct kconf_setting *a, const struct kconf_setting *b)
{
	if (is_off(a) || is_off(b))
		return is_off(a) != is_off(b);
	return !kconf_same_value(a, b);
}

static enum kconf_change_kind kind_of(const struct kconf_setting *a, const struct kconf_setting *b)
{
	if (is_off(a))
		return KCONF_GAINED;
	if (is_off(b))
		return KCONF_LOST_IT;
	if (a->kind == KCONF_MODULE && b->kind == KCONF_YES)
		return KCONF_BUILT_IN;
	if (a->kind == KCONF_YES && b->kind == KCONF_MODULE)
		return KCONF_MODULAR;
	return KCONF_REVALUED;
}

/* There is room: no more changes than settings on both sides. */
static void compare(struct kconf_delta *d, const char *symbol, const struct kconf_topics *topics)
{
	const struct kconf_config *before = d->before->config, *after = d->after->config;
	const struct kconf_setting *a = kconf_config_find(before, symbol),
				   *b = kconf_config_find(after, symbol);

	if (!differ(a, b))
		return;
	d->changes[d->n_changes++] =
		(struct kconf_change){ .symbol = symbol,
		                       .kind = kind_of(a, b),
		                       .before = kconf_value_of(before, symbol),
		                       .after = kconf_value_of(after, symbol),
		                       .topic = kconf_topics_find(topics, symbol) };
}

static int by_symbol(const void *a, const void *b)
{
	return strcmp(((const struct kconf_change *)a)->symbol,
	              ((const struct kconf_change *)b)->symbol);
}

static int find_changes(struct kconf_delta *d, const struct kconf_topics *topics)
{
	const struct kconf_config *a = d->before->config, *b = d->after->config;

	d->changes = calloc(a->n + b->n + 1, sizeof(*d->changes));
	if (!d->changes)
		return -ENOMEM;
	for (size_t i = 0; i < a->n; i++)
		compare(d, a->items[i]->symbol, topics);
	for (size_t i = 0; i < b->n; i++)
		if (!kconf_config_find(a, b->items[i]->symbol))
			compare(d, b->items[i]->symbol, topics);
	qsort(d->changes, d->n_changes, sizeof(*d->changes), by_symbol);
	return 0;
}

static size_t count_requirements(const struct kconf_reports *reports)
{
	size_t n = 0;

	for (size_t i = 0; i < reports->n; i++)
		n += reports->items[i].policy->n_requirements;
	return n;
}

static void find_turns_of(struct kconf_delta *d, const struct kconf_report *a,
                          const struct kconf_report *b)
{
	for (size_t i = 0; i < a->policy->n_requirements; i++) {
		const struct kconf_requirement *r = a->items[i].requirement;
		const bool was = a->items[i].verdict == KCONF_UNMET,
			   is = b->items[i].verdict == KCONF_UNMET;

		if (was != is && a->policy->groups[r->group].level <= a->bar)
			d->turns[d->n_turns++] = (struct kconf_turn){ a->policy, r, was };
	}
}

int kconf_delta_find(const struct kconf_reports *before, const struct kconf_reports *after,
                     const struct kconf_topics *topics, struct kconf_delta *ret_delta)
{
	struct kconf_delta d = { .before = before->subject,
		                 .after = after->subject,
		                 .reports_before = before,
		                 .reports_after = after };

	d.turns = calloc(count_requirements(before) + 1, sizeof(*d.turns));
	if (!d.turns || find_changes(&d, topics) < 0) {
		kconf_delta_done(&d);
		return -ENOMEM;
	}
	for (size_t i = 0; i < before->n; i++)
		find_turns_of(&d, &before->items[i], &after->items[i]);
	*ret_delta = d;
	return 0;
}

void kconf_delta_done(struct kconf_delta *delta)
{
	free(delta->changes);
	free(delta->turns);
	*delta = (struct kconf_delta){ 0 };
}
