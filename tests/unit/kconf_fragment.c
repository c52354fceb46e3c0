// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"
#include "tap.h"
#include <stdlib.h>

static const struct kconf_target target = { .series = { 6, 12 }, .arch = "x86_64" };

static struct kconf_config *config;
static struct kconf_findings findings;

static void parse_as(const char *file, const char *text)
{
	is_int(kconf_config_parse(config, file, text, strlen(text), &target, &findings), 0);
}

static void fresh(const char *text)
{
	kconf_config_free(config);
	kconf_findings_done(&findings);
	config = kconf_config_new();
	parse_as("a.config", text);
}

static const char *value(const char *symbol)
{
	const struct kconf_setting *s = kconf_config_find(config, symbol);

	return s ? s->value : "(none)";
}

static void is_wrong(const char *text, unsigned int line, const char *why)
{
	fresh(text);
	is_int(findings.n, 1);
	is_int(config->n, 0);
	if (findings.n != 1)
		return;
	is_int(findings.items[0].line, line);
	is_string(findings.items[0].text, why);
}

static void takes_all_forms(void)
{
	fresh("CONFIG_A=y\nCONFIG_B=m\nCONFIG_C=n\n# CONFIG_D is not set\n\n# words\n"
	      "CONFIG_E=\"a \\\"b\\\"\"\nCONFIG_F=0x1f\nCONFIG_G=-12");
	is_int(findings.n, 0);
	is_int(config->n, 7);
	is_string(value("B"), "m");
	is_string(value("C"), "n");
	is_string(value("D"), "n");
	is_string(value("E"), "\"a \\\"b\\\"\"");
	is_int(kconf_config_find(config, "G")->kind, KCONF_INT);
	is_int(kconf_config_find(config, "G")->line, 9);
}

static void refuses_near_misses(void)
{
	static const char not_unset[] = "not exactly '# CONFIG_X is not set'";

	is_wrong("\nCONFIG_A = y\n", 2, "blank before '='");
	is_wrong("CONFIG_A= y", 1, "blank after '='");
	is_wrong("CONFIG_A=y ", 1, "blank at the end of the line");
	is_wrong(" CONFIG_A=y", 1, "blank at the start of the line");
	is_wrong("CONFIG_A", 1, "no '=' after the symbol");
	is_wrong("CONFIG_=y", 1, "no symbol after CONFIG_");
	is_wrong("CONFIG_A=", 1, "no value after '='");
	is_wrong("CONFIG_A=yes", 1, "not a value: y, m, n, a number, 0x… or \"text\"");
	is_wrong("HYPERV=y", 1, "neither a comment nor a setting that starts with CONFIG_");
	is_wrong("#CONFIG_A is not set", 1, not_unset);
	is_wrong("# CONFIG_A is not set.", 1, not_unset);
	is_wrong("# CONFIG_A  is  not  set", 1, not_unset);
	is_wrong("# HYPERV is not set", 1, not_unset);
}

static void refuses_broken_strings(void)
{
	static const char why[] = "not a quoted string that ends the line (escapes: \\\" and \\\\)";

	is_wrong("CONFIG_A=\"x", 1, why);
	is_wrong("CONFIG_A=\"x\" # why", 1, why);
	is_wrong("CONFIG_A=\"\\n\"", 1, why);
	is_wrong("CONFIG_A=\"\\", 1, why);
}

static void refuses_hostile_bytes(void)
{
	char text[KCONF_MAX_LINE + 2];

	is_wrong("CONFIG_A=y\r\n", 1, "carriage return");
	memset(text, '#', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	is_wrong(text, 1, "line too long");
	memcpy(text, "CONFIG_", 7);
	memset(text + 7, 'A', KCONF_MAX_NAME + 1);
	strcpy(text + 7 + KCONF_MAX_NAME + 1, "=y");
	is_wrong(text, 1, "symbol name too long");
	fresh("");
	is_int(kconf_config_parse(config, "a", "CONFIG_A=\0y", 11, &target, &findings), 0);
	is_int(findings.n, 1);
}

static void finds_two_values(void)
{
	fresh("CONFIG_A=y\nCONFIG_N=0x1f\n");
	parse_as("b.config", "\nCONFIG_A=y\nCONFIG_N=01F\n");
	is_int(findings.n, 0);
	parse_as("c.config", "# CONFIG_A is not set\n");
	is_int(findings.n, 1);
	is_int(findings.items[0].kind, KCONF_CONFLICT);
	is_string(findings.items[0].file, "c.config");
	is_string(findings.items[0].text, "set to n here, but to y at a.config:1");
	parse_as("d.config", "CONFIG_B=y\nCONFIG_B=y\n");
	is_int(findings.n, 2);
	parse_as("e.config", "CONFIG_N=31\n");
	is_int(findings.n, 3);
}

static void conditions_hold_for_a_paragraph(void)
{
	fresh("#: series 6.7..6.15\nCONFIG_A=y\nCONFIG_B=y\n\n"
	      "#: series 6.18..\nCONFIG_C=y\n\n"
	      "CONFIG_D=y\n\n#: series 6.1..\n#: arch arm64\nCONFIG_E=y\n\n"
	      "#: series ..6.12\n#: arch arm64 x86_64\n# CONFIG_F is not set\n");
	is_int(findings.n, 0);
	is_string(value("A"), "y");
	is_string(value("B"), "y");
	is_string(value("C"), "(none)");
	is_string(value("D"), "y");
	is_string(value("E"), "(none)");
	is_string(value("F"), "n");
}

static void settings_of_other_targets_are_checked_too(void)
{
	is_wrong("#: series 6.18..\nCONFIG_A=maybe\n", 2,
	         "not a value: y, m, n, a number, 0x… or \"text\"");
}

static void refuses_wrong_conditions(void)
{
	static const char range[] = "not a range of series: 6.7..6.15, 6.18.. or ..6.6";

	is_wrong("#: series 6.7..6.15\n\n", 1, "condition without a setting below it");
	fresh("#: series 6.12\n#: series ..\n#: series 6.12..6.1\n#: series 6.1.. 6.2..\nCONFIG_A=y\n");
	is_int(findings.n, 4);
	for (size_t i = 0; i < findings.n; i++)
		is_string(findings.items[i].text, range);
	fresh("#: arch\n#: since 6.1\nCONFIG_A=y\n");
	is_int(findings.n, 2);
}

TAP_MAIN(TAP_CASE(takes_all_forms), TAP_CASE(refuses_near_misses), TAP_CASE(refuses_broken_strings),
         TAP_CASE(refuses_hostile_bytes), TAP_CASE(finds_two_values),
         TAP_CASE(conditions_hold_for_a_paragraph),
         TAP_CASE(settings_of_other_targets_are_checked_too), TAP_CASE(refuses_wrong_conditions))
