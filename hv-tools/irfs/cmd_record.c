// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "bytes.h"
#include "commands.h"
#include "record.h"
#include <string.h>
#include <sys/utsname.h>

struct options {
	const char *root, *name, *spec;
};

static const struct hv_option options[] = {
	OPTION_STRING("root", root, 0, "DIR", "the system to look at (default /)"),
	OPTION_STRING("name", name, 'n', "NAME", "what to call the machine"),
	OPTION_STRING("spec", spec, 's', "SPEC", "its root, as on the command line"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs record",
	.synopsis = "[--root DIR] [--name NAME] [--spec SPEC]",
	.summary = "Writes down this machine's devices, as irfs verify reads them.",
	.options = options,
};

static const char *arch_name(const char *machine)
{
	return strcmp(machine, "aarch64") == 0 ? "arm64" : machine;
}

int irfs_cmd_record(int argc, char **argv)
{
	struct options o = { .root = "/" };
	AUTO_BYTES struct bytes text = { 0 };
	struct fault fault;
	struct utsname uts;
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc)
		return irfs_usage("record", "what is '%s'?", argv[first]);
	if (record_machine(o.root, &text, &fault) < 0)
		return irfs_failed(&fault);
	if (o.name)
		printf("machine %s\n", o.name);
	/* Of another root nobody knows the processor. */
	if (strcmp(o.root, "/") == 0 && uname(&uts) == 0)
		printf("arch %s\n", arch_name(uts.machine));
	if (o.spec)
		printf("root %s\n", o.spec);
	fwrite(text.data ? text.data : "", 1, text.len, stdout);
	return fflush(stdout) == 0 ? HV_EXIT_OK : HV_EXIT_FAILED;
}
