// SPDX-License-Identifier: GPL-2.0-only
#include "delta.h"
#include "json.h"

static const char *const kind_names[] = {
	[KCONF_GAINED] = "gained",   [KCONF_LOST_IT] = "lost",      [KCONF_BUILT_IN] = "built_in",
	[KCONF_MODULAR] = "modular", [KCONF_REVALUED] = "revalued",
};

static void write_subject(struct hv_json *j, const char *key, const struct kconf_subject *s)
{
	hv_json_object(j, key);
	hv_json_string(j, "path", s->path);
	hv_json_string(j, "release", s->release_text);
	hv_json_string(j, "arch", s->arch);
	hv_json_end_object(j);
}

static void write_change(struct hv_json *j, const struct kconf_change *c)
{
	hv_json_object(j, NULL);
	hv_json_string(j, "symbol", c->symbol);
	hv_json_string(j, "kind", kind_names[c->kind]);
	hv_json_string(j, "before", c->before);
	hv_json_string(j, "after", c->after);
	hv_json_string(j, "topic", c->topic ? c->topic->name : NULL);
	hv_json_end_object(j);
}

static void write_turn(struct hv_json *j, const struct kconf_turn *t)
{
	hv_json_object(j, NULL);
	hv_json_string(j, "list", t->policy->name);
	hv_json_string(j, "symbol", kconf_demand_symbol(t->requirement->demand));
	hv_json_string(j, "demand", t->requirement->demand->text);
	hv_json_string(j, "turned", t->gained ? "met" : "unmet");
	hv_json_end_object(j);
}

void kconf_delta_json(const struct kconf_delta *delta, FILE *out)
{
	struct hv_json j;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.kconf-diff/1");
	hv_json_string(&j, "version", HVKIT_VERSION);
	write_subject(&j, "before", delta->before);
	write_subject(&j, "after", delta->after);
	hv_json_array(&j, "requirements");
	for (size_t i = 0; i < delta->n_turns; i++)
		write_turn(&j, &delta->turns[i]);
	hv_json_end_array(&j);
	hv_json_array(&j, "changes");
	for (size_t i = 0; i < delta->n_changes; i++)
		write_change(&j, &delta->changes[i]);
	hv_json_end_array(&j);
	hv_json_end_object(&j);
}
