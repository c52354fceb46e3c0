// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "file.h"
#include "limits_check.h"
#include "max_file.h"
#include <string.h>

struct options {
	const char *arch, *tree, *config;
	bool json, verbose;
};

static const struct hv_option options[] = {
	OPTION_STRING(arch, 'a', "ARCH", "architecture: x86_64, arm64"),
	OPTION_STRING(tree, 't', "DIR", "kernel source tree"),
	OPTION_STRING(config, 'c', "FILE", "a .config of that tree"),
	OPTIONS_OUTPUT,
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf limits",
	.synopsis = "-a ARCH -t DIR -c FILE",
	.summary = "Reports values in a config that the tree's rules do not allow (exit 3).",
	.options = options,
	.options_anywhere = true,
};

static int complain(const char *path, int rc)
{
	fprintf(stderr, "kconf: %s: %s\n", path, strerror(-rc));
	return HV_EXIT_FAILED;
}

static int check(const struct options *opts, struct kconf_env *env)
{
	struct kconf_findings findings = { 0 };
	struct kconf_limits_count count;
	int rc;

	kconf_check_limits(env, opts->config, &findings, &count);
	if (findings.n > 0 || opts->json)
		kconf_findings_print(&findings, opts->json, stdout);
	if (opts->verbose)
		fprintf(stderr, "kconf: %zu symbols, %zu of one value only, %zu unknown\n",
		        count.symbols, count.exact, count.open);
	rc = findings.n > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
	kconf_findings_done(&findings);
	return rc;
}

static int limits(const struct options *opts)
{
	struct kconf_tree *tree = NULL;
	struct kconf_config *config = NULL;
	struct kconf_env env;
	int rc = kconf_tree_read(opts->tree, opts->arch, &tree);

	if (rc < 0)
		return complain(opts->tree, rc);
	rc = kconf_config_read(opts->config, &config);
	if (rc == 0) {
		env = (struct kconf_env){ tree, config };
		rc = check(opts, &env);
	} else {
		rc = complain(opts->config, rc);
	}
	kconf_config_free(config);
	kconf_tree_free(tree);
	return rc;
}

int kconf_cmd_limits(int argc, char **argv)
{
	struct options opts = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc || !opts.tree || !opts.arch || !opts.config) {
		fputs("kconf limits: --arch, --tree and --config are needed, and nothing else\n",
		      stderr);
		return HV_EXIT_USAGE;
	}
	return limits(&opts);
}
