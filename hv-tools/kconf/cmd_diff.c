// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"
#include "delta.h"
#include "lists.h"
#include <errno.h>
#include <string.h>

struct options {
	const char *series, *arch, *policy;
	bool json, all;
};

static const struct hv_option options[] = {
	OPTION_FLAG(all, 0, "list what is otherwise only counted"),
	OPTIONS_SUBJECT,
	OPTION_FLAG(json, 0, "every change, as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf diff",
	.synopsis = "[OPTION...] BEFORE AFTER",
	.summary =
		"What differs between two configs, by what one decides on (exit 3: something does).",
	.options = options,
	.options_anywhere = true,
};

struct side {
	struct kconf_subject subject;
	struct kconf_reports reports;
};

static enum hv_exit load_topics(const char *folder, struct kconf_topics *topics)
{
	struct kconf_findings findings = { 0 };
	enum hv_exit exit = HV_EXIT_OK;
	int rc = kconf_topics_read(folder, &findings, topics);

	if (rc < 0)
		fprintf(stderr, "kconf: topics: %s\n", strerror(-rc));
	kconf_findings_print(&findings, false, stderr);
	if (rc < 0 || findings.n > 0)
		exit = HV_EXIT_FAILED;
	kconf_findings_done(&findings);
	return exit;
}

static enum hv_exit load_side(const struct options *opts, const char *path,
                              const struct kconf_policies *policies, struct side *side)
{
	enum hv_exit exit =
		kconf_subject_load(path, opts->series, opts->arch, &side->subject, stderr);

	if (exit != HV_EXIT_OK)
		return exit;
	if (kconf_judge(&side->subject, policies, NULL, NULL, KCONF_RECOMMENDED, &side->reports) ==
	    0)
		return HV_EXIT_OK;
	fprintf(stderr, "kconf: %s\n", strerror(ENOMEM));
	return HV_EXIT_FAILED;
}

static enum hv_exit compare(const struct options *opts, const struct side *before,
                            const struct side *after, const struct kconf_topics *topics)
{
	struct kconf_delta delta;
	bool differ;

	if (kconf_delta_find(&before->reports, &after->reports, topics, &delta) < 0)
		return HV_EXIT_FAILED;
	differ = delta.n_changes > 0 || delta.n_turns > 0;
	if (opts->json)
		kconf_delta_json(&delta, stdout);
	else if (differ)
		kconf_delta_print(&delta, opts->all, stdout);
	kconf_delta_done(&delta);
	return differ ? HV_EXIT_FOUND : HV_EXIT_OK;
}

static enum hv_exit diff(const struct options *opts, char **paths)
{
	struct kconf_policies policies = { 0 };
	struct kconf_topics topics = { 0 };
	struct side before = { 0 }, after = { 0 };
	enum hv_exit exit = load_topics(opts->policy, &topics);

	if (exit == HV_EXIT_OK)
		exit = kconf_lists_load(opts->policy, NULL, &policies, stderr);
	if (exit == HV_EXIT_OK)
		exit = load_side(opts, paths[0], &policies, &before);
	if (exit == HV_EXIT_OK)
		exit = load_side(opts, paths[1], &policies, &after);
	if (exit == HV_EXIT_OK)
		exit = compare(opts, &before, &after, &topics);
	kconf_reports_done(&before.reports);
	kconf_reports_done(&after.reports);
	kconf_subject_done(&before.subject);
	kconf_subject_done(&after.subject);
	kconf_policies_done(&policies);
	kconf_topics_done(&topics);
	return exit;
}

int kconf_cmd_diff(int argc, char **argv)
{
	struct options opts = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc - 2) {
		fputs("kconf diff: exactly two configs\n", stderr);
		return HV_EXIT_USAGE;
	}
	return diff(&opts, argv + first);
}
