// SPDX-License-Identifier: GPL-2.0-only
#include "judge.h"
#include "tap.h"
#include <stdlib.h>

static struct kconf_findings findings;
static struct kconf_policy policy;
static struct kconf_policies policies = { &policy, 1 };
static struct kconf_exceptions exceptions;
static struct kconf_subject subject;

static void setup(void)
{
	static const char list[] = "title = T\nsource d = doc\n[must] required\nA=y ; d\nB ; d\n"
				   "when arch arm64\nC ; d\n\n[should] recommended\nD ; d\n";
	static const char config[] = "# Linux/x86 6.12.5 Kernel Configuration\nCONFIG_X86_64=y\n"
				     "CONFIG_A=m\n# CONFIG_B is not set\n";
	char *copy = strdup(list);
	const char *why;

	is_int(kconf_policy_parse("list", "list.policy", copy, strlen(list), &findings, &policy),
	       0);
	is_int(findings.n, 0);
	is_int(kconf_subject_parse("c", config, strlen(config), NULL, NULL, &subject, &why), 0);
	free(copy);
}

static void parse(const char *text)
{
	char *copy = strdup(text);

	kconf_findings_done(&findings);
	kconf_exceptions_done(&exceptions);
	is_int(kconf_exceptions_parse("f", "f.exceptions", copy, strlen(text), &policies, &findings,
	                              &exceptions),
	       0);
	free(copy);
}

static void count(size_t met, size_t unmet, size_t accepted)
{
	struct kconf_reports reports;

	is_int(findings.n, 0);
	is_int(kconf_judge(&subject, &policies, NULL, &exceptions, KCONF_REQUIRED, &reports), 0);
	is_int(reports.n, 1);
	is_int(kconf_report_count(&reports.items[0], KCONF_MET), met);
	is_int(kconf_report_count(&reports.items[0], KCONF_UNMET), unmet);
	is_int(kconf_report_count(&reports.items[0], KCONF_ACCEPTED), accepted);
	kconf_reports_done(&reports);
}

static void what_is_accepted_is_not_unmet(void)
{
	setup();
	parse("lists = list\n");
	count(0, 2, 0);
	parse("lists = list\nlist A until 6.12 ; a reason; with more\n");
	count(0, 1, 1);
	is_string(exceptions.items[0].reason, "a reason; with more");
	is_true(exceptions.items[0].used);
	parse("lists = list\nlevel list = recommended\nlist D until 7.0 ; r\n");
	count(0, 2, 1);
}

static void an_exception_ends_with_its_series(void)
{
	parse("lists = list\nlist A until 6.11 ; r\nlist B until 6.12.4 ; r\n");
	count(0, 2, 0);
	is_true(exceptions.items[0].used);
	parse("lists = list\nlist A until 6.12.5 ; r\n");
	count(0, 1, 1);
}

static void what_no_config_needs_is_known(void)
{
	parse("lists = list\nlist C until 6.12 ; r\n");
	count(0, 2, 0);
	is_true(!exceptions.items[0].used);
}

static void is_wrong(const char *line, const char *why)
{
	char text[256];

	snprintf(text, sizeof(text), "lists = list\nlist B until 6.1 ; r\n%s\n", line);
	parse(text);
	is_int(findings.n, 1);
	if (findings.n > 0)
		is_string(findings.items[0].text, why);
}

static void wrong_lines_are_named(void)
{
	is_wrong("list A", "not 'LIST SYMBOL until X.Y ; REASON'");
	is_wrong("list A until 6.1", "not 'LIST SYMBOL until X.Y ; REASON'");
	is_wrong("list A until 6.1 ;", "not 'LIST SYMBOL until X.Y ; REASON'");
	is_wrong("list A after 6.1 ; r", "not 'LIST SYMBOL until X.Y ; REASON'");
	is_wrong("list A until six ; r", "not a kernel series such as 6.12");
	is_wrong("other A until 6.1 ; r", "no such requirement list");
	is_wrong("list Q until 6.1 ; r", "no requirement of this list is about it");
	is_wrong("list B until 6.2 ; r", "has an exception from this list already");
	is_wrong("level list = soon", "not a level: required, recommended or optional");
	is_wrong("level list", "no '='");
	parse("list A until 6.1 ; r\n");
	is_string(findings.items[0].text, "no 'lists = LIST...'");
}

static void our_own_are_right(void)
{
	static const char *const flavors[] = { "micro",    "container", "cvm",
		                               "hardened", "hpc",       "hyperv" };
	struct kconf_policies own;

	kconf_findings_done(&findings);
	kconf_exceptions_done(&exceptions);
	is_int(kconf_policies_read(NULL, &findings, &own), 0);
	for (size_t i = 0; i < sizeof(flavors) / sizeof(flavors[0]); i++) {
		is_int(kconf_exceptions_read(NULL, flavors[i], &own, &findings, &exceptions), 0);
		kconf_exceptions_done(&exceptions);
	}
	kconf_findings_print(&findings, false, stdout);
	is_int(findings.n, 0);
	kconf_policies_done(&own);
	kconf_policy_done(&policy);
	kconf_subject_done(&subject);
	kconf_findings_done(&findings);
}

TAP_MAIN(TAP_CASE(what_is_accepted_is_not_unmet), TAP_CASE(an_exception_ends_with_its_series),
         TAP_CASE(what_no_config_needs_is_known), TAP_CASE(wrong_lines_are_named),
         TAP_CASE(our_own_are_right))
