// SPDX-License-Identifier: GPL-2.0-only
#include "cli.h"
#include "commands.h"
#include "flavor.h"
#include <string.h>

struct options {
	bool json;
};

static const struct hv_option options[] = {
	{ "json", 0, HV_OPTION_FLAG, NULL, "as one JSON object", offsetof(struct options, json), 0,
	  0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf flavor",
	.synopsis = "[--json] FILE.flavor",
	.summary = "Prints a flavor; what is wrong with it goes to standard error (exit 3).",
	.options = options,
	.options_anywhere = true,
};

int kconf_cmd_flavor(int argc, char **argv)
{
	struct options opts = { 0 };
	struct kconf_findings findings = { 0 };
	struct kconf_flavor flavor;
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr), rc;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc - 1) {
		fputs("kconf flavor: exactly one flavor file\n", stderr);
		return HV_EXIT_USAGE;
	}
	rc = kconf_flavor_read(argv[first], &findings, &flavor);
	if (rc < 0) {
		fprintf(stderr, "kconf: %s: %s\n", argv[first], strerror(-rc));
		return HV_EXIT_FAILED;
	}
	if (findings.n > 0)
		kconf_findings_print(&findings, false, stderr);
	else
		kconf_flavor_print(&flavor, opts.json, stdout);
	rc = findings.n > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
	kconf_findings_done(&findings);
	kconf_flavor_done(&flavor);
	return rc;
}
