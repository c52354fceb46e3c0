// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "file.h"
#include "klog.h"
#include "load.h"
#include "max_file.h"
#include "survive.h"
#include <string.h>

struct options {
	const char *series, *arch, *tree, *config, *log, *merged;
	bool json, verbose;
};

static const struct hv_option options[] = {
	OPTIONS_TARGET,
	OPTION_STRING(tree, 't', "DIR", "kernel source tree of that series"),
	OPTION_STRING(config, 'c', "FILE",
	              "final .config; without it only what kconfig printed is looked at"),
	OPTION_STRING(log, 'l', "FILE", "what the kernel's kconfig printed"),
	OPTION_STRING(merged, 'm', "FILE", "what kconf merge wrote, as the log names it"),
	OPTIONS_OUTPUT,
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf verify",
	.synopsis = "-s X.Y -a ARCH -t DIR [-c FILE] [-l FILE -m FILE] FILE.flavor|FRAGMENT...",
	.summary =
		"Reports each setting that did not survive, with what its symbol depends on (exit 3).",
	.options = options,
	.options_anywhere = true,
};

static int complain(const char *path, int rc)
{
	fprintf(stderr, "kconf: %s: %s\n", path, strerror(-rc));
	return HV_EXIT_FAILED;
}

static int check_log(const struct options *opts, struct kconf_request *request)
{
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc = hv_file_read(opts->log, KCONF_MAX_FILE, &text, &len);

	if (rc < 0)
		return complain(opts->log, rc);
	kconf_klog_translate(text, opts->merged, request->config, &request->findings);
	return HV_EXIT_OK;
}

static int check_config(const struct options *opts, struct kconf_request *request,
                        const struct kconf_tree *tree)
{
	struct kconf_config *final = kconf_config_new();
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc = final ? hv_file_read(opts->config, KCONF_MAX_FILE, &text, &len) : -1;

	if (rc == 0)
		rc = kconf_config_parse(final, opts->config, text, len, NULL, &request->findings);
	if (rc == 0)
		kconf_check_survival(request->config, final, tree, &request->findings);
	kconf_config_free(final);
	return rc < 0 ? complain(opts->config, rc) : HV_EXIT_OK;
}

static int check_all(const struct options *opts, const char *arch, struct kconf_request *request)
{
	struct kconf_tree *tree;
	int rc = kconf_tree_read(opts->tree, arch, &tree);

	if (rc < 0)
		return complain(opts->tree, rc);
	kconf_check_symbols(request->config, tree, &request->findings);
	rc = opts->log ? check_log(opts, request) : HV_EXIT_OK;
	if (rc == HV_EXIT_OK && opts->config)
		rc = check_config(opts, request, tree);
	kconf_tree_free(tree);
	return rc;
}

static int verify(const struct options *opts, char **files, int n)
{
	struct kconf_request request;
	struct kconf_target target;
	int rc = kconf_target_from_options(opts->series, opts->arch, &target, stderr);

	if (rc != HV_EXIT_OK)
		return rc;
	rc = kconf_request_load(&request, files, n, &target, stderr);
	if (opts->verbose)
		kconf_request_describe(&request, stderr);
	if (rc == HV_EXIT_OK)
		rc = check_all(opts, target.arch, &request);
	if (rc == HV_EXIT_OK && (request.findings.n > 0 || opts->json))
		kconf_findings_print(&request.findings, opts->json, stdout);
	if (rc == HV_EXIT_OK && request.findings.n > 0)
		rc = HV_EXIT_FOUND;
	kconf_request_done(&request);
	return rc;
}

int kconf_cmd_verify(int argc, char **argv)
{
	struct options opts = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first == argc || !opts.tree || !opts.log != !opts.merged) {
		fputs("kconf verify: a tree and at least one flavor or fragment are needed; "
		      "a log needs --merged\n",
		      stderr);
		return HV_EXIT_USAGE;
	}
	return verify(&opts, argv + first, argc - first);
}
