// SPDX-License-Identifier: GPL-2.0-only
#include "bootstat/console.h"
#include "tap.h"

static struct console console;

static void parse(const char *text)
{
	console_parse(text, strlen(text), &console);
}

static void reads_what_init_says(void)
{
	parse("hvkit-init: mounts ok t=1.551483\r\n"
	      "hvkit-init: memory total_kib=223632 free_kib=198456\r\n"
	      "hvkit-init: handover ok poweroff t=1.551504\r\n");
	is_int(console.steps.n_stages, 2);
	is_string(console.steps.stages[0].name, "mounts");
	is_int(console.steps.stages[0].at, 1551483000);
	is_string(console.steps.stages[1].name, "handover");
	is_int(console.free_kib, 198456);
	is_true(console.result == NULL);
	is_string(console.failure, "");
}

static void reads_what_the_kernel_says(void)
{
	parse("[    0.000000] Linux version 6.1.0-56-cloud-amd64 (debian@x) #1 SMP\n"
	      "[    1.5] hvkit: mark=init tsc=1538835464\n"
	      "[    1.540064] reboot: Power down");
	is_string(console.kernel_release, "6.1.0-56-cloud-amd64");
	is_int(console.marks.n_stages, 1);
	is_int(console.marks.stages[0].at, 1538835464);
	is_string(console.result, "poweroff");
}

static void first_failure_is_the_cause(void)
{
	parse("hvkit-init: run failed /nope: errno 2\n"
	      "[    0.8] Kernel panic - not syncing: Attempted to kill init!\n");
	is_string(console.failure, "run failed /nope: errno 2");
	is_string(console.result, "panic");
	parse("Kernel panic - not syncing: VFS: Unable to mount root fs\n[ 1.0] reboot: Power down\n");
	is_string(console.failure, "VFS: Unable to mount root fs");
	is_string(console.result, "panic");
}

static void cleans_what_goes_into_a_record(void)
{
	parse("hvkit-init: run failed /a\x1b[2J\xff: errno 2\n");
	is_string(console.failure, "run failed /a?[2J?: errno 2");
}

static void ignores_what_only_looks_alike(void)
{
	parse("echo hvkit-init: mounts ok t=1.000000\n"
	      "hvkit-init: mounts ok t=1.5\n"
	      "hvkit-init: mounts ok t=99999999999999999999.000000\n"
	      "hvkit-init: mounts ok t=18446744073709551615.000000\n"
	      "hvkit-init: mounts okay t=1.000000\n"
	      "hvkit-init: Mounts! ok t=1.000000\n"
	      "hvkit-init: memory total_kib=1 free_kib=\n"
	      "hvkit: mark=init tsc=x\n"
	      "[ unclosed hvkit: mark=init tsc=1\n"
	      "hvkit-init: \n");
	is_int(console.steps.n_stages, 0);
	is_int(console.marks.n_stages, 0);
	is_int(console.free_kib, 0);
}

static void survives_a_flood_of_names(void)
{
	char text[64 * 64] = "";
	size_t len = 0;

	for (int i = 0; i < 64; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "hvkit: mark=m%d tsc=%d\n",
		                        i, i);
	console_parse(text, len, &console);
	is_int(console.marks.n_stages, BOOT_STAGES);
}

TAP_MAIN(TAP_CASE(reads_what_init_says), TAP_CASE(reads_what_the_kernel_says),
         TAP_CASE(first_failure_is_the_cause), TAP_CASE(cleans_what_goes_into_a_record),
         TAP_CASE(ignores_what_only_looks_alike), TAP_CASE(survives_a_flood_of_names))
