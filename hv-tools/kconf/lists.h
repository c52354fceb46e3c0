/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands that judge configs read before they begin, with words for what is wrong with it. */
#pragma once
#include "cli.h"
#include "policy.h"
#include "subject.h"
#include <stdio.h>

/*
 * The requirement lists of @folder, NULL = our own, of which those in @names must be some. HV_EXIT_OK; otherwise
 * told on @err and nothing is to be freed.
 */
enum hv_exit kconf_lists_load(const char *folder, const struct hv_list *names,
                              struct kconf_policies *ret_policies, FILE *err);

/*
 * A config to be judged. Lines in it that are no setting, or that are set twice, are told on @err too, as a
 * warning. HV_EXIT_OK; otherwise told on @err and nothing is to be freed.
 */
enum hv_exit kconf_subject_load(const char *path, const char *series, const char *arch,
                                struct kconf_subject *ret_subject, FILE *err);
