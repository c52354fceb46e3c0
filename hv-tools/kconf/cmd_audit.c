// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"
#include "lists.h"
#include "matrix.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct options {
	const char *series, *arch, *policy, *flavor, *level;
	struct hv_list list;
	bool json, verbose;
};

static const struct hv_option options[] = {
	{ "list", 'l', HV_OPTION_LIST, "NAME", "hold it against this list only; may be repeated",
	  offsetof(struct options, list), 0, 0 },
	OPTION_STRING(flavor, 'f', "NAME", "as that flavor: its lists, its accepted exceptions"),
	OPTION_STRING(level, 'L', "LEVEL", "required (the default), recommended or optional"),
	OPTIONS_SUBJECT,
	OPTION_FLAG(json, 0, "as one JSON object"),
	OPTION_FLAG(verbose, 'v', "values, sources and reasons; what is accepted"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf audit",
	.synopsis = "[OPTION...] CONFIG...",
	.summary =
		"Holds kernel configs of any origin against requirement lists (exit 3: not all is met).",
	.options = options,
	.options_anywhere = true,
};

struct audit {
	struct kconf_policies policies;
	struct kconf_exceptions exceptions;
	struct kconf_subject *subjects;
	struct kconf_matrix matrix;
};

static enum hv_exit load_exceptions(const struct options *opts, struct audit *a)
{
	struct kconf_findings findings = { 0 };
	enum hv_exit exit = HV_EXIT_OK;
	int rc = kconf_exceptions_read(opts->policy, opts->flavor, &a->policies, &findings,
	                               &a->exceptions);

	if (rc == -ENOENT) {
		fprintf(stderr, "kconf: flavor %s has no file %s.exceptions%s%s\n", opts->flavor,
		        opts->flavor, opts->policy ? " in " : "", opts->policy ? opts->policy : "");
		exit = HV_EXIT_USAGE;
	} else if (rc < 0) {
		fprintf(stderr, "kconf: %s: %s\n", opts->flavor, strerror(-rc));
		exit = HV_EXIT_FAILED;
	} else if (findings.n > 0) {
		kconf_findings_print(&findings, false, stderr);
		exit = HV_EXIT_FAILED;
	}
	kconf_findings_done(&findings);
	if (exit == HV_EXIT_OK)
		a->matrix.exceptions = &a->exceptions;
	return exit;
}

static enum hv_exit judge(const struct options *opts, struct audit *a, const char *path,
                          enum kconf_level bar)
{
	struct kconf_subject *subject = &a->subjects[a->matrix.n];
	enum hv_exit exit = kconf_subject_load(path, opts->series, opts->arch, subject, stderr);
	struct kconf_exceptions *exceptions = opts->flavor ? &a->exceptions : NULL;

	if (exit != HV_EXIT_OK)
		return exit;
	if (kconf_judge(subject, &a->policies, &opts->list, exceptions, bar,
	                &a->matrix.rows[a->matrix.n]) < 0) {
		kconf_subject_done(subject);
		fprintf(stderr, "kconf: %s\n", strerror(ENOMEM));
		return HV_EXIT_FAILED;
	}
	a->matrix.n++;
	return HV_EXIT_OK;
}

/* One config that cannot be read does not keep the others from being judged. */
static enum hv_exit judge_all(const struct options *opts, struct audit *a, char **paths, int n,
                              enum kconf_level bar)
{
	enum hv_exit worst = HV_EXIT_OK;

	a->subjects = calloc((size_t)n, sizeof(*a->subjects));
	a->matrix.rows = calloc((size_t)n, sizeof(*a->matrix.rows));
	if (!a->subjects || !a->matrix.rows)
		return HV_EXIT_FAILED;
	for (int i = 0; i < n; i++)
		if (judge(opts, a, paths[i], bar) != HV_EXIT_OK)
			worst = HV_EXIT_FAILED;
	if (opts->json)
		kconf_matrix_json(&a->matrix, opts->verbose, stdout);
	else
		kconf_matrix_print(&a->matrix, opts->verbose, stdout);
	if (worst == HV_EXIT_OK && kconf_matrix_found(&a->matrix))
		worst = HV_EXIT_FOUND;
	return worst;
}

static void audit_done(struct audit *a)
{
	for (size_t i = 0; i < a->matrix.n; i++) {
		kconf_reports_done(&a->matrix.rows[i]);
		kconf_subject_done(&a->subjects[i]);
	}
	free(a->matrix.rows);
	free(a->subjects);
	kconf_exceptions_done(&a->exceptions);
	kconf_policies_done(&a->policies);
}

int kconf_cmd_audit(int argc, char **argv)
{
	struct options opts = { 0 };
	struct audit audit = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr), level;
	enum hv_exit exit;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	level = opts.level ? kconf_level_find(opts.level) : KCONF_REQUIRED;
	if (first == argc || level < 0) {
		fputs(level < 0
		              ? "kconf audit: --level takes required, recommended or optional\n"
		              : "kconf audit: at least one config is needed, such as /boot/config-* or "
		                "/proc/config.gz\n",
		      stderr);
		return HV_EXIT_USAGE;
	}
	exit = kconf_lists_load(opts.policy, &opts.list, &audit.policies, stderr);
	if (exit == HV_EXIT_OK && opts.flavor)
		exit = load_exceptions(&opts, &audit);
	if (exit == HV_EXIT_OK)
		exit = judge_all(&opts, &audit, argv + first, argc - first,
		                 (enum kconf_level)level);
	audit_done(&audit);
	return exit;
}
