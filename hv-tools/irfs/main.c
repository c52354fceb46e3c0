// SPDX-License-Identifier: GPL-2.0-only
/* irfs: initramfs images, made, explained and proven. See irfs.8. */
#include "auto.h"
#include "commands.h"
#include <string.h>

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "build", irfs_cmd_build, "make an image" },
	{ "list", irfs_cmd_list, "what is in an image" },
	{ "cat", irfs_cmd_cat, "one file of it" },
	{ "why", irfs_cmd_why, "why a file is in it" },
	{ "diff", irfs_cmd_diff, "what two images differ in" },
	{ "sbom", irfs_cmd_sbom, "its bill of materials (SPDX 2.3)" },
	{ "plan", irfs_cmd_plan, "what kind of initramfs a system needs, if any" },
	{ "verify", irfs_cmd_verify, "does the image reach the root on that machine?" },
	{ "record", irfs_cmd_record, "this machine's devices, for verify" },
};

static const struct hv_option options[] = { { 0 } };

static const struct hv_cli cli = {
	.name = "irfs",
	.synopsis = "[-h | -V] COMMAND [OPTION...] [WORD...]",
	.summary = "Initramfs images, made, explained and proven (irfs COMMAND --help).",
	.options = options,
};

static int no_command(const char *name)
{
	if (name)
		fprintf(stderr, "irfs: no such command: %s\n", name);
	fputs("irfs: the commands are:\n", stderr);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(stderr, "  %-8s %s\n", commands[i].name, commands[i].help);
	return HV_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	int first = hv_cli_parse(&cli, argc, argv, NULL, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	for (size_t i = 0; first < argc && i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i].name, argv[first]) == 0)
			return commands[i].run(argc - first, argv + first);
	return no_command(argv[first]);
}
