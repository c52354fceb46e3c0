/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flavors held to what they promise: for each series and architecture of each, what it asks for is resolved by the
 * tree's own kconfig, and the final config must have all of it, all that the flavor requires, and nothing it forbids.
 */
#pragma once
#include "cached.h"
#include "flavor.h"
#include "load.h"
#include "resolve.h"

struct kconf_case {
	struct kconf_flavor *flavor;
	const char *series, *arch; /* the flavor's words */
	struct kconf_target target;
	struct kconf_request request; /* with the findings */
	struct kconf_job job;
	bool resolved; /* it was worth trying, as the request has no fault */
};

struct kconf_check {
	char **paths; /* the caller's, of the flavors in their order */
	struct kconf_flavor *flavors;
	size_t n_flavors;
	struct kconf_case *cases; /* by tree, then by architecture */
	size_t n;
	char folder[32]; /* for the files, "" = none */
};

/* What to check; empty lists take all that the flavors have. */
struct kconf_check_scope {
	const char *const *series, *const *arches;
	size_t n_series, n_arches;
};

/*
 * All cases of the flavors at @paths, which stay the caller's and must outlast @check. HV_EXIT_OK; HV_EXIT_FOUND for
 * flavor files with faults, HV_EXIT_USAGE when the scope leaves nothing, HV_EXIT_FAILED for what cannot be read or a
 * series without a tree, all told on @err.
 */
enum hv_exit kconf_check_begin(struct kconf_check *check, char **paths, size_t n,
                               const struct kconf_check_scope *scope,
                               const struct kconf_source_trees *trees, FILE *err);

/* Resolve and judge them. HV_EXIT_OK also with findings; HV_EXIT_FAILED told on @err. */
enum hv_exit kconf_check_run(struct kconf_check *check, unsigned int parallel, FILE *err);

size_t kconf_check_findings(const struct kconf_check *check);
void kconf_check_done(struct kconf_check *check);
