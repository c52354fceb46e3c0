// SPDX-License-Identifier: GPL-2.0-only
#include "judge.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const kconf_verdict_names[KCONF_N_VERDICTS] = { "met", "unmet", "accepted",
	                                                    "not_meant" };

static bool is_over(const struct kconf_exception *exception, struct kconf_release release)
{
	return kconf_release_compare(release, exception->until) > 0;
}

static struct kconf_judgement judge_one(const struct kconf_subject *subject,
                                        const struct kconf_policy *policy,
                                        const struct kconf_requirement *r,
                                        struct kconf_exceptions *exceptions)
{
	struct kconf_judgement j = { .requirement = r, .verdict = KCONF_NOT_MEANT };
	struct kconf_exception *exception;

	if (!kconf_scope_fits(&r->scope, subject->config, subject->release, subject->arch))
		return j;
	j.verdict = KCONF_MET;
	if (kconf_demand_holds(r->demand, subject->config, subject->release))
		return j;
	j.verdict = KCONF_UNMET;
	exception = exceptions ? kconf_exceptions_find(exceptions, policy->name,
	                                               kconf_demand_symbol(r->demand))
	                       : NULL;
	if (!exception)
		return j;
	exception->used = true;
	j.exception = exception;
	if (!is_over(exception, subject->release))
		j.verdict = KCONF_ACCEPTED;
	return j;
}

static int judge_list(const struct kconf_subject *subject, const struct kconf_policy *policy,
                      struct kconf_exceptions *exceptions, enum kconf_level bar,
                      struct kconf_report *ret_report)
{
	struct kconf_report report = { .policy = policy, .bar = bar };

	report.items = calloc(policy->n_requirements, sizeof(*report.items));
	if (!report.items)
		return -ENOMEM;
	if (exceptions)
		report.bar = kconf_exceptions_level(exceptions, policy->name);
	if (report.bar < bar)
		report.bar = bar;
	for (size_t i = 0; i < policy->n_requirements; i++) {
		const struct kconf_requirement *r = &policy->requirements[i];

		report.items[i] = judge_one(subject, policy, r, exceptions);
		report.counts[policy->groups[r->group].level][report.items[i].verdict]++;
	}
	*ret_report = report;
	return 0;
}

static bool is_wanted(const struct kconf_policy *policy, const struct hv_list *lists,
                      const struct kconf_exceptions *exceptions)
{
	for (unsigned int i = 0; lists && i < lists->count; i++)
		if (strcmp(lists->items[i], policy->name) == 0)
			return true;
	if (lists && lists->count > 0)
		return false;
	return !exceptions || kconf_words_have(&exceptions->lists, policy->name);
}

int kconf_judge(const struct kconf_subject *subject, const struct kconf_policies *policies,
                const struct hv_list *lists, struct kconf_exceptions *exceptions,
                enum kconf_level bar, struct kconf_reports *ret_reports)
{
	struct kconf_reports reports = { .subject = subject };
	int rc = 0;

	reports.items = calloc(policies->n + 1, sizeof(*reports.items));
	if (!reports.items)
		return -ENOMEM;
	for (size_t i = 0; i < policies->n && rc == 0; i++) {
		if (!is_wanted(&policies->items[i], lists, exceptions))
			continue;
		rc = judge_list(subject, &policies->items[i], exceptions, bar,
		                &reports.items[reports.n]);
		reports.n += rc == 0;
	}
	if (rc < 0)
		kconf_reports_done(&reports);
	else
		*ret_reports = reports;
	return rc;
}

void kconf_reports_done(struct kconf_reports *reports)
{
	for (size_t i = 0; i < reports->n; i++)
		free(reports->items[i].items);
	free(reports->items);
	*reports = (struct kconf_reports){ 0 };
}

size_t kconf_report_count(const struct kconf_report *report, enum kconf_verdict verdict)
{
	size_t n = 0;

	for (int level = 0; level <= (int)report->bar; level++)
		n += report->counts[level][verdict];
	return n;
}
