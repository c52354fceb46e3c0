/* SPDX-License-Identifier: GPL-2.0-only */
/* A config held against requirement lists: a verdict on each requirement, and their numbers. */
#pragma once
#include "cli.h"
#include "exceptions.h"
#include "policy.h"
#include "subject.h"

enum kconf_verdict {
	KCONF_MET,
	KCONF_UNMET,
	KCONF_ACCEPTED,  /* unmet, and an exception says that this is fine */
	KCONF_NOT_MEANT, /* the requirement is for other kernels or configs */
	KCONF_N_VERDICTS
};

struct kconf_judgement {
	const struct kconf_requirement *requirement;
	enum kconf_verdict verdict;
	const struct kconf_exception *exception; /* of UNMET: one that has ended; NULL = none */
};

struct kconf_report {
	const struct kconf_policy *policy;
	enum kconf_level bar;          /* up to which level the config is held to it */
	struct kconf_judgement *items; /* one for each requirement, in the list's order */
	size_t counts[KCONF_N_LEVELS][KCONF_N_VERDICTS];
};

struct kconf_reports {
	const struct kconf_subject *subject;
	struct kconf_report *items; /* one for each list */
	size_t n;
};

extern const char *const kconf_verdict_names[KCONF_N_VERDICTS];

/*
 * Hold @subject against those of @policies that are named in @lists (NULL or empty: all of them) and, with @exceptions
 * (NULL: none), against those that the flavor is held to; the exceptions it needed are marked as used. Up to
 * @bar, or as far as the exceptions say. 0 or -ENOMEM.
 */
int kconf_judge(const struct kconf_subject *subject, const struct kconf_policies *policies,
                const struct hv_list *lists, struct kconf_exceptions *exceptions,
                enum kconf_level bar, struct kconf_reports *ret_reports);
void kconf_reports_done(struct kconf_reports *reports);

/* How many of its requirements up to the bar have that verdict. */
size_t kconf_report_count(const struct kconf_report *report, enum kconf_verdict verdict);
