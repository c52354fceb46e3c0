// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"
#include "config_write.h"
#include "load.h"
#include <string.h>

struct options {
	const char *series, *arch, *output;
	bool json, verbose;
};

static const struct hv_option options[] = {
	OPTIONS_TARGET,
	OPTION_STRING(output, 'o', "FILE", "where to write it"),
	OPTIONS_OUTPUT,
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf merge",
	.synopsis = "-s X.Y -a ARCH -o FILE FILE.flavor|FRAGMENT...",
	.summary =
		"Merges flavors and fragments, one setting a line; findings go to standard output (exit 3).",
	.options = options,
	.options_anywhere = true,
};

static int merge(const struct options *opts, const struct kconf_request *request)
{
	int rc;

	if (request->findings.n > 0 || opts->json)
		kconf_findings_print(&request->findings, opts->json, stdout);
	if (request->findings.n > 0)
		return HV_EXIT_FOUND;
	rc = kconf_config_write(request->config, opts->output);
	if (rc == 0)
		return HV_EXIT_OK;
	fprintf(stderr, "kconf: %s: %s\n", opts->output, strerror(-rc));
	return HV_EXIT_FAILED;
}

int kconf_cmd_merge(int argc, char **argv)
{
	struct options opts = { 0 };
	struct kconf_request request;
	struct kconf_target target;
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr), rc;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first == argc || !opts.output) {
		fputs("kconf merge: an output file and at least one flavor or fragment are needed\n",
		      stderr);
		return HV_EXIT_USAGE;
	}
	rc = kconf_target_from_options(opts.series, opts.arch, &target, stderr);
	if (rc != HV_EXIT_OK)
		return rc;
	rc = kconf_request_load(&request, argv + first, argc - first, &target, stderr);
	if (opts.verbose)
		kconf_request_describe(&request, stderr);
	if (rc == HV_EXIT_OK)
		rc = merge(&opts, &request);
	kconf_request_done(&request);
	return rc;
}
