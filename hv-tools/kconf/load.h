/* SPDX-License-Identifier: GPL-2.0-only */
/* From the files named on a command line to one config that says what is asked for. */
#pragma once
#include "cli.h"
#include "config.h"
#include "words.h"

struct kconf_request {
	struct kconf_config *config;
	struct kconf_words files; /* the paths the settings point at */
	struct kconf_findings findings;
};

/*
 * Read @paths: fragments, and flavors, which stand for their fragments and ask for their own release suffix,
 * CONFIG_LOCALVERSION="-NAME". What is wrong inside the files becomes findings; HV_EXIT_FAILED for a file
 * that cannot be read and HV_EXIT_USAGE for a target the flavor is not for, both told on @err.
 */
enum hv_exit kconf_request_load(struct kconf_request *request, char **paths, int n,
                                const struct kconf_target *target, FILE *err);
/* Tell on @out which files were read and how many settings they ask for. */
void kconf_request_describe(const struct kconf_request *request, FILE *out);
void kconf_request_done(struct kconf_request *request);

/* The target from two options, both needed. HV_EXIT_OK or HV_EXIT_USAGE, told on @err. */
enum hv_exit kconf_target_from_options(const char *series, const char *arch,
                                       struct kconf_target *ret_target, FILE *err);
