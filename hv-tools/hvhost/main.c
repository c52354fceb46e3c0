// SPDX-License-Identifier: GPL-2.0-only
/* hvhost: a Hyper-V host for one Linux guest, on KVM. See hvhost.8. */
#include "cli.h"
#include "machine.h"
#include "probe.h"
#include "say.h"
#include "wire/vmbus.h"
#include <stdbool.h>
#include <string.h>

struct options {
	struct machine_config config;
	const char *vmbus_version;
	bool probe, verbose;
};

#define AT(field) offsetof(struct options, field)

static const struct hv_option option_table[] = {
	{ "kernel", 'k', HV_OPTION_STRING, "FILE", "the guest's kernel: a bzImage or a vmlinux",
	  AT(config.files.kernel), 0, 0 },
	{ "initrd", 'i', HV_OPTION_STRING, "FILE", "its initramfs", AT(config.files.initrd), 0, 0 },
	{ "cmdline", 'c', HV_OPTION_STRING, "TEXT", "its command line", AT(config.files.cmdline), 0,
	  0 },
	{ "memory", 'm', HV_OPTION_UINT, "MIB", "its memory, default 256", AT(config.memory_mib),
	  16, 1 << 20 },
	{ "cpus", 's', HV_OPTION_UINT, "N", "its processors, default 1", AT(config.cpus), 1,
	  MACHINE_MAX_CPUS },
	{ "disk", 'd', HV_OPTION_LIST, "FILE",
	  "a SCSI disk: FILE[,ro|,snapshot][,lun=N]; repeatable", AT(config.disks), 0, 0 },
	{ "console", 0, HV_OPTION_STRING, "FILE", "its serial console, default standard output",
	  AT(config.console), 0, 0 },
	{ "events", 0, HV_OPTION_STRING, "FILE", "write every event as a line of JSON",
	  AT(config.events), 0, 0 },
	{ "console-limit", 0, HV_OPTION_UINT, "KIB", "end a guest that writes more, default 65536",
	  AT(config.console_limit_kib), 1, 1 << 30 },
	{ "scenario", 0, HV_OPTION_STRING, "FILE", "commands to run, a line each; 1 if one fails",
	  AT(config.scenario), 0, 0 },
	{ "control", 0, HV_OPTION_STRING, "SOCKET", "take commands, tell events: lines of JSON",
	  AT(config.control), 0, 0 },
	{ "timeout", 't', HV_OPTION_UINT, "S", "end a guest that runs longer, default 0 = never",
	  AT(config.timeout_s), 0, 86400 },
	{ "vmbus-version", 0, HV_OPTION_STRING, "V", "newest VMBus version to speak, default 6.0",
	  AT(vmbus_version), 0, 0 },
	{ "no-cx16", 0, HV_OPTION_FLAG, NULL, "hide CMPXCHG16B from the guest",
	  AT(config.mask.no_cx16), 0, 0 },
	{ "no-xsave", 0, HV_OPTION_FLAG, NULL, "hide XSAVE and AVX from the guest",
	  AT(config.mask.no_xsave), 0, 0 },
	{ "probe", 0, HV_OPTION_FLAG, NULL, "say whether /dev/kvm has what is needed; 3 if not",
	  AT(probe), 0, 0 },
	{ "verbose", 'v', HV_OPTION_FLAG, NULL,
	  "events on standard error, unless --events is given", AT(verbose), 0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvhost",
	.synopsis = "--kernel FILE [options]",
	.summary =
		"Be a Hyper-V host to one Linux guest. Exits 0 when the guest powers itself off and the scenario, if any, went as it says.",
	.options = option_table,
};

static int run(const struct machine_config *config)
{
	static struct machine m;
	int rc = machine_init(&m, config);

	if (rc == HV_EXIT_OK)
		rc = machine_run(&m, config->timeout_s);
	machine_done(&m);
	return rc;
}

int main(int argc, char **argv)
{
	struct options o = { .config = { .files.cmdline = "",
		                         .memory_mib = 256,
		                         .cpus = 1,
		                         .console_limit_kib = 65536 },
		             .vmbus_version = "6.0" };
	int rc = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (rc < 0)
		return rc == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (o.probe)
		return probe_report();
	if (rc != argc || !o.config.files.kernel) {
		fail(o.config.files.kernel ? "unexpected word: %s"
		                           : "--kernel is missing (see --help)",
		     argv[rc]);
		return HV_EXIT_USAGE;
	}
	if (vmbus_parse_version(o.vmbus_version, &o.config.vmbus_version) < 0) {
		fail("no such VMBus version: %s (6.0 5.3 5.2 5.1 5.0 4.1 4.0 3.0 2.4)",
		     o.vmbus_version);
		return HV_EXIT_USAGE;
	}
	if (o.verbose && !o.config.events)
		o.config.events = "/dev/stderr";
	return run(&o.config);
}
