// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"
#include "matrix.h"

static void write_counts(struct hv_json *j, const struct kconf_report *r)
{
	for (int level = 0; level < KCONF_N_LEVELS; level++) {
		hv_json_object(j, kconf_level_names[level]);
		for (int v = 0; v < KCONF_N_VERDICTS; v++)
			hv_json_uint(j, kconf_verdict_names[v], r->counts[level][v]);
		hv_json_end_object(j);
	}
}

static void write_symbols(struct hv_json *j, const struct kconf_demand *d,
                          const struct kconf_config *config)
{
	hv_json_array(j, "symbols");
	for (int i = 0; i < d->n_terms; i++) {
		if (!d->terms[i].symbol)
			continue;
		hv_json_object(j, NULL);
		hv_json_string(j, "symbol", d->terms[i].symbol);
		hv_json_string(j, "value", kconf_value_of(config, d->terms[i].symbol));
		hv_json_end_object(j);
	}
	hv_json_end_array(j);
}

static void write_judgement(struct hv_json *j, const struct kconf_report *r,
                            const struct kconf_judgement *judgement,
                            const struct kconf_config *config)
{
	const struct kconf_requirement *q = judgement->requirement;
	const struct kconf_group *group = &r->policy->groups[q->group];

	hv_json_object(j, NULL);
	hv_json_string(j, "verdict", kconf_verdict_names[judgement->verdict]);
	hv_json_string(j, "symbol", kconf_demand_symbol(q->demand));
	hv_json_string(j, "demand", q->demand->text);
	hv_json_string(j, "group", group->name);
	hv_json_string(j, "level", kconf_level_names[group->level]);
	write_symbols(j, q->demand, config);
	hv_json_string(j, "source", q->source);
	hv_json_string(j, "place", q->place);
	hv_json_string(j, "why", q->why);
	if (judgement->exception) {
		hv_json_string(j, "accepted_until", judgement->exception->until_text);
		hv_json_string(j, "accepted_because", judgement->exception->reason);
	}
	hv_json_end_object(j);
}

static bool is_written(const struct kconf_judgement *judgement, bool verbose)
{
	return verbose || judgement->verdict == KCONF_UNMET || judgement->verdict == KCONF_ACCEPTED;
}

static void write_report(struct hv_json *j, const struct kconf_report *r,
                         const struct kconf_config *config, bool verbose)
{
	hv_json_object(j, NULL);
	hv_json_string(j, "list", r->policy->name);
	hv_json_string(j, "title", r->policy->title);
	hv_json_string(j, "held_to", kconf_level_names[r->bar]);
	hv_json_bool(j, "passed", kconf_report_count(r, KCONF_UNMET) == 0);
	write_counts(j, r);
	hv_json_array(j, "verdicts");
	for (size_t i = 0; i < r->policy->n_requirements; i++)
		if (is_written(&r->items[i], verbose))
			write_judgement(j, r, &r->items[i], config);
	hv_json_end_array(j);
	hv_json_end_object(j);
}

static void write_row(struct hv_json *j, const struct kconf_reports *row, bool verbose)
{
	hv_json_object(j, NULL);
	hv_json_string(j, "path", row->subject->path);
	hv_json_string(j, "release", row->subject->release_text);
	hv_json_string(j, "arch", row->subject->arch);
	hv_json_array(j, "lists");
	for (size_t l = 0; l < row->n; l++)
		write_report(j, &row->items[l], row->subject->config, verbose);
	hv_json_end_array(j);
	hv_json_end_object(j);
}

static void write_unused(struct hv_json *j, const struct kconf_exceptions *e)
{
	hv_json_array(j, "unused_exceptions");
	for (size_t i = 0; e && i < e->n; i++) {
		if (e->items[i].used)
			continue;
		hv_json_object(j, NULL);
		hv_json_string(j, "list", e->items[i].list);
		hv_json_string(j, "symbol", e->items[i].symbol);
		hv_json_uint(j, "line", e->items[i].line);
		hv_json_end_object(j);
	}
	hv_json_end_array(j);
}

void kconf_matrix_json(const struct kconf_matrix *matrix, bool verbose, FILE *out)
{
	struct hv_json j;

	hv_json_begin(&j, out, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.kconf-audit/1");
	hv_json_string(&j, "version", HVKIT_VERSION);
	hv_json_string(&j, "flavor", matrix->exceptions ? matrix->exceptions->name : NULL);
	hv_json_array(&j, "configs");
	for (size_t i = 0; i < matrix->n; i++)
		write_row(&j, &matrix->rows[i], verbose);
	hv_json_end_array(&j);
	write_unused(&j, matrix->exceptions);
	hv_json_end_object(&j);
}
