// SPDX-License-Identifier: GPL-2.0-only
#include "policy.h"
#include "auto.h"
#include "data.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".policy"

const char *const kconf_level_names[KCONF_N_LEVELS] = { "required", "recommended", "optional" };

int kconf_level_find(const char *name)
{
	for (int i = 0; i < KCONF_N_LEVELS; i++)
		if (strcmp(kconf_level_names[i], name) == 0)
			return i;
	return -1;
}

void kconf_scope_done(struct kconf_scope *scope)
{
	free(scope->ranges);
	kconf_words_done(&scope->arches);
	kconf_demand_free(scope->config);
	*scope = (struct kconf_scope){ 0 };
}

bool kconf_scope_may_fit(const struct kconf_scope *scope, const struct kconf_release *release,
                         const char *arch)
{
	bool in_range = scope->n_ranges == 0 || !release;

	for (size_t i = 0; i < scope->n_ranges && !in_range; i++)
		in_range = kconf_release_range_has(&scope->ranges[i], *release);
	return in_range &&
	       (scope->arches.n == 0 || !arch || kconf_words_have(&scope->arches, arch));
}

bool kconf_scope_fits(const struct kconf_scope *scope, const struct kconf_config *config,
                      struct kconf_release release, const char *arch)
{
	return kconf_scope_may_fit(scope, &release, arch) &&
	       (!scope->config || kconf_demand_holds(scope->config, config, release));
}

static void requirement_done(struct kconf_requirement *r)
{
	kconf_demand_free(r->demand);
	kconf_scope_done(&r->scope);
	free(r->place);
	free(r->why);
}

void kconf_policy_done(struct kconf_policy *policy)
{
	for (size_t i = 0; i < policy->n_requirements; i++)
		requirement_done(&policy->requirements[i]);
	for (size_t i = 0; i < policy->n_groups; i++) {
		free(policy->groups[i].name);
		free(policy->groups[i].title);
	}
	for (size_t i = 0; i < policy->n_sources; i++) {
		free(policy->sources[i]->tag);
		free(policy->sources[i]->text);
		free(policy->sources[i]);
	}
	free(policy->requirements);
	free(policy->groups);
	free(policy->sources);
	free(policy->name);
	free(policy->path);
	free(policy->title);
	*policy = (struct kconf_policy){ 0 };
}

struct reading {
	struct kconf_findings *findings;
	struct kconf_policies *policies;
};

static int take_file(void *ctx, const char *name, const char *path, char *text, size_t len)
{
	const struct reading *r = ctx;
	struct kconf_policies *p = r->policies;
	struct kconf_policy *items = reallocarray(p->items, p->n + 1, sizeof(*items));

	if (!items)
		return -ENOMEM;
	p->items = items;
	return kconf_policy_parse(name, path, text, len, r->findings, &items[p->n++]);
}

int kconf_policies_read(const char *folder, struct kconf_findings *findings,
                        struct kconf_policies *ret_policies)
{
	struct kconf_policies policies = { 0 };
	struct reading reading = { findings, &policies };
	int rc = kconf_data_each(folder, SUFFIX, take_file, &reading);

	if (rc < 0)
		kconf_policies_done(&policies);
	else
		*ret_policies = policies;
	return rc;
}

void kconf_policies_done(struct kconf_policies *policies)
{
	for (size_t i = 0; i < policies->n; i++)
		kconf_policy_done(&policies->items[i]);
	free(policies->items);
	*policies = (struct kconf_policies){ 0 };
}

const struct kconf_policy *kconf_policies_find(const struct kconf_policies *policies,
                                               const char *name)
{
	for (size_t i = 0; i < policies->n; i++)
		if (strcmp(policies->items[i].name, name) == 0)
			return &policies->items[i];
	return NULL;
}

int kconf_policies_about(const struct kconf_policies *policies, const char *symbol,
                         const struct kconf_release *release, const char *arch,
                         int (*tell)(void *ctx, const struct kconf_mention *mention), void *ctx)
{
	int rc = 0;

	for (size_t p = 0; p < policies->n; p++) {
		const struct kconf_policy *policy = &policies->items[p];

		for (size_t i = 0; i < policy->n_requirements && rc == 0; i++) {
			const struct kconf_requirement *r = &policy->requirements[i];
			const struct kconf_term *term = kconf_demand_about(r->demand, symbol);
			struct kconf_mention mention = { policy, &policy->groups[r->group], r, term,
				                         r->demand->n_terms > 1 };

			if (term && kconf_scope_may_fit(&r->scope, release, arch))
				rc = tell(ctx, &mention);
		}
	}
	return rc;
}
