/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between two configs, sorted into what a person decides on. */
#pragma once
#include "judge.h"
#include "subject.h"
#include "topics.h"

enum kconf_change_kind {
	KCONF_GAINED,   /* off before, on (or of any value) after */
	KCONF_LOST_IT,  /* the other way around */
	KCONF_BUILT_IN, /* m before, y after */
	KCONF_MODULAR,  /* y before, m after */
	KCONF_REVALUED, /* another number or text */
};

struct kconf_change {
	const char *symbol; /* one of the configs' */
	enum kconf_change_kind kind;
	const char *before, *after;      /* as kconf_value_of() has it */
	const struct kconf_topic *topic; /* NULL = none */
};

/* A requirement that is met on one side only. */
struct kconf_turn {
	const struct kconf_policy *policy;
	const struct kconf_requirement *requirement;
	bool gained; /* unmet before */
};

struct kconf_delta {
	const struct kconf_subject *before, *after;
	const struct kconf_reports *reports_before, *reports_after;
	struct kconf_change *changes; /* in the order of their symbols */
	size_t n_changes;
	struct kconf_turn *turns; /* list by list */
	size_t n_turns;
};

/*
 * Compare two configs and the reports on them, which must be of the same lists. Off, "not set" and not mentioned
 * are the same. The result points into all of the arguments. 0 or -ENOMEM.
 */
int kconf_delta_find(const struct kconf_reports *before, const struct kconf_reports *after,
                     const struct kconf_topics *topics, struct kconf_delta *ret_delta);
void kconf_delta_done(struct kconf_delta *delta);

/* By topic, list, hardening, size, boot, y to m and m to y; what is left is counted or, with @all, listed. */
void kconf_delta_print(const struct kconf_delta *delta, bool all, FILE *out);
/* Every change with its topic, and every turn. */
void kconf_delta_json(const struct kconf_delta *delta, FILE *out);
