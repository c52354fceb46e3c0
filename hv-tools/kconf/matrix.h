/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports on several configs, for a person and for a program. */
#pragma once
#include "judge.h"
#include <stdio.h>

struct kconf_matrix {
	struct kconf_reports *rows;
	size_t n;
	const struct kconf_exceptions *exceptions; /* NULL = none */
};

/*
 * A row for each config and a column for each list: of how many demands up to the bar how many are met, such as
 * "27/29", and "26+1/29" where one is accepted. Then what is unmet: its symbols; @verbose adds values, sources
 * and reasons, what is accepted and which exceptions nobody needed.
 */
void kconf_matrix_print(const struct kconf_matrix *matrix, bool verbose, FILE *out);
/* The numbers of all verdicts; what is unmet or accepted and, with @verbose, everything else too. */
void kconf_matrix_json(const struct kconf_matrix *matrix, bool verbose, FILE *out);

/* Is anything unmet up to the bar? */
bool kconf_matrix_found(const struct kconf_matrix *matrix);

/* What a demand's symbols are in @config: "X is not set, wants y or m"; to be freed, NULL without memory. */
char *kconf_demand_state(const struct kconf_demand *demand, const struct kconf_config *config);
