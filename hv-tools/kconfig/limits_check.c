// SPDX-License-Identifier: GPL-2.0-only
#include "limits_check.h"
#include <stdlib.h>
#include <string.h>

static void report(const struct kconf_env *env, const char *file, const char *symbol,
                   const struct kconf_limits *l, struct kconf_findings *findings)
{
	const struct kconf_setting *s = kconf_config_find(env->config, symbol);

	kconf_finding_add(findings, KCONF_LOST, file, s ? s->line : 0, symbol,
	                  "is %s, which the tree does not allow", s ? s->value : "absent");
	kconf_finding_note(findings,
	                   "depends %s, can be asked for up to %s, selected at %s, implied at %s, "
	                   "by default %s",
	                   kconf_tri_name(l->depends), kconf_tri_name(l->visible),
	                   kconf_tri_name(l->selected), kconf_tri_name(l->implied),
	                   kconf_tri_name(l->fallback));
}

/* What the symbol can be. The members of a choice that is shown share one y between them. */
static struct kconf_tri possible(const struct kconf_limits *l, bool member)
{
	struct kconf_tri range = { l->selected.min, l->visible.max };

	if (l->visible.max == KCONF_N && !member)
		return l->fallback;
	if (l->visible.min == KCONF_N && l->fallback.max > range.max)
		range.max = l->fallback.max;
	if (l->selected.max > range.max)
		range.max = l->selected.max;
	return range;
}

/* A symbol that depends on itself is resolved by the kernel in an order that is nobody else's. */
static void check(const struct kconf_env *env, const char *file, const char *symbol,
                  struct kconf_findings *findings, struct kconf_limits_count *count)
{
	const struct kconf_definition *d = kconf_tree_find(env->tree, symbol, NULL);
	struct kconf_tri value = kconf_value(env, symbol), range;
	struct kconf_limits l;

	if (kconf_limits(env, symbol, &l) < 0)
		return;
	range = possible(&l, d->choice != NULL);
	count->symbols++;
	count->exact += kconf_is_known(range);
	count->open += range.min == KCONF_N && range.max == KCONF_Y && l.visible.min != KCONF_Y;
	if (value.min < range.min || value.max > range.max)
		report(env, file, symbol, &l, findings);
}

void kconf_check_limits(const struct kconf_env *env, const char *file,
                        struct kconf_findings *findings, struct kconf_limits_count *ret_count)
{
	struct kconf_limits_count count = { 0 };

	for (size_t i = 0; i < KCONF_TREE_BUCKETS; i++) {
		for (const struct kconf_symbol *s = env->tree->buckets[i]; s; s = s->next) {
			enum kconf_type type = kconf_tree_type(env->tree, s->name);
			const struct kconf_definition *d = s->definitions;

			if ((type == KCONF_TYPE_BOOL || type == KCONF_TYPE_TRISTATE) && d &&
			    !d->transitional)
				check(env, file, s->name, findings, &count);
		}
	}
	*ret_count = count;
}
