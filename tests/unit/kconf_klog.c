// SPDX-License-Identifier: GPL-2.0-only
/* The words are those of scripts/kconfig/confdata.c and symbol.c in 6.1 and 6.12. */
#include "klog.h"
#include "nearest.h"
#include "tap.h"
#include <stdlib.h>

static const char asked_text[] = "# why\nCONFIG_ACPI=y\n\nCONFIG_HYPERV=y\n";

static struct kconf_findings findings;

static unsigned int translate(const char *log)
{
	struct kconf_config *asked = kconf_config_new();
	char *text = strdup(log);
	unsigned int warnings;

	kconf_findings_done(&findings);
	kconf_config_parse(asked, "f.config", asked_text, strlen(asked_text), NULL, &findings);
	warnings = kconf_klog_translate(text, "/tmp/merged", asked, &findings);
	free(text);
	kconf_config_free(asked);
	return warnings;
}

static void a_merged_line_is_a_fragment_line(void)
{
	is_int(translate("/tmp/merged:2:warning: something odd\n"), 1);
	is_int(findings.n, 1);
	is_string(findings.items[0].file, "f.config");
	is_int(findings.items[0].line, 4);
	is_string(findings.items[0].symbol, "HYPERV");
	is_string(findings.items[0].text, "something odd");
}

static void one_finding_a_symbol(void)
{
	is_int(translate("/tmp/merged:1:warning: a\n/tmp/merged:1:warning: b"), 2);
	is_int(findings.n, 1);
}

static void other_lines_are_not_ours(void)
{
	is_int(translate(
		       "  HOSTCC  scripts/kconfig/conf.o\n"
		       "init/Kconfig:7:warning: leading whitespace ignored\n"
		       "/tmp/merged2:1:warning: x\n"
		       "/tmp/merged:0:warning: x\n/tmp/merged:3:warning: x\n"
		       "/tmp/merged:1: warning: x\n/tmp/merged:99999999999999999999:warning: x\n"),
	       0);
	is_int(findings.n, 0);
}

static void unmet_dependencies_keep_their_lines(void)
{
	is_int(translate("\nWARNING: unmet direct dependencies detected for HYPERV\n"
	                 "  Depends on [n]: ACPI [=n]\n"
	                 "  Selected by [y]:\n"
	                 "  - FORCER [=y]\n"
	                 "make: *** [Makefile:1] Error 1\n"),
	       1);
	is_int(findings.n, 1);
	is_int(findings.items[0].line, 4);
	is_int(findings.items[0].n_notes, 3);
	is_string(findings.items[0].notes[2], "- FORCER [=y]");
	is_int(translate("WARNING: unmet direct dependencies detected for OTHER"), 1);
	is_string(findings.items[0].file, "Kconfig");
}

static void distance_counts_slips_of_the_finger(void)
{
	is_int(kconf_name_distance("HYPERV", "HYPERV", 9), 0);
	is_int(kconf_name_distance("HYPREV", "HYPERV", 9), 1);
	is_int(kconf_name_distance("HYPERV_STORGE", "HYPERV_STORAGE", 9), 1);
	is_int(kconf_name_distance("HYPERX", "HYPERV", 9), 1);
	is_int(kconf_name_distance("", "ABC", 9), 3);
	is_int(kconf_name_distance("ABC", "XYZ", 2), 2);
}

TAP_MAIN(TAP_CASE(a_merged_line_is_a_fragment_line), TAP_CASE(one_finding_a_symbol),
         TAP_CASE(other_lines_are_not_ours), TAP_CASE(unmet_dependencies_keep_their_lines),
         TAP_CASE(distance_counts_slips_of_the_finger))
