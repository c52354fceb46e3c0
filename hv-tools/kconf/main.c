// SPDX-License-Identifier: GPL-2.0-only
/* kconf: the kernel config engine. See kconf.8. */
#include "cli.h"
#include "commands.h"

static const struct hv_command commands[] = {
	{ "audit", kconf_cmd_audit, "hold any config against requirement lists" },
	{ "changes", kconf_cmd_changes, "what is gone from kernel tree to kernel tree" },
	{ "check", kconf_cmd_check, "do flavors hold, for every series and architecture?" },
	{ "cost", kconf_cmd_cost, "what each symbol adds to a built kernel" },
	{ "diff", kconf_cmd_diff, "what differs between two configs, by what one decides on" },
	{ "explain", kconf_cmd_explain, "all there is to say about a symbol" },
	{ "flavor", kconf_cmd_flavor, "print a flavor file, checked" },
	{ "limits", kconf_cmd_limits, "does a config keep to a tree's rules?" },
	{ "merge", kconf_cmd_merge,
	  "flavors and fragments into one file for the kernel's kconfig" },
	{ "migrate", kconf_cmd_migrate, "carry a config to another kernel series" },
	{ "pair", kconf_cmd_pair, "do a config, the daemons and an initramfs fit each other?" },
	{ "recommend", kconf_cmd_recommend, "the flavor and symbols that a guest needs" },
	{ "verify", kconf_cmd_verify, "did all that was asked for reach the final config?" },
	{ "why-not", kconf_cmd_why_not, "what keeps a symbol from being on?" },
	{ 0 },
};

static const struct hv_option options[] = { { 0 } };

static const struct hv_cli cli = {
	.name = "kconf",
	.synopsis = "[-h | -V] COMMAND [OPTION...] [WORD...]",
	.summary = "Kernel configs: from fragments, strictly, judged, and explained.",
	.options = options,
};

int main(int argc, char **argv)
{
	return hv_cli_run(&cli, commands, argc, argv, NULL, stdout, stderr);
}
