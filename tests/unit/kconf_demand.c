// SPDX-License-Identifier: GPL-2.0-only
#include "demand.h"
#include "tap.h"
#include <errno.h>

static const char text[] = "CONFIG_Y=y\n"
			   "CONFIG_M=m\n"
			   "# CONFIG_N is not set\n"
			   "CONFIG_N2=n\n"
			   "CONFIG_NUM=100\n"
			   "CONFIG_HEX=0x1F\n"
			   "CONFIG_BITS=32\n"
			   "CONFIG_BITS_MAX=32\n"
			   "CONFIG_EMPTY=\"\"\n"
			   "CONFIG_LSM=\"landlock,lockdown,yama\"\n";

static struct kconf_config *config;

static void setup(void)
{
	struct kconf_findings findings = { 0 };

	config = kconf_config_new();
	is_int(kconf_config_parse(config, "c", text, strlen(text), NULL, &findings), 0);
	is_int(findings.n, 0);
	kconf_findings_done(&findings);
}

static bool holds(const char *what)
{
	const struct kconf_release release = { 6, 12, 5 };
	struct kconf_demand *demand;
	const char *wrong = NULL;
	bool result;

	if (kconf_demand_parse(what, strlen(what), &demand, &wrong) < 0) {
		printf("# %s: %s\n", what, wrong);
		tap_failed = true;
		return false;
	}
	is_string(demand->text, what);
	result = kconf_demand_holds(demand, config, release);
	kconf_demand_free(demand);
	return result;
}

static void y_m_n_not_set_and_absent(void)
{
	setup();
	is_true(holds("Y") && holds("M") && !holds("N") && !holds("N2") && !holds("GONE"));
	is_true(holds("Y=y") && !holds("M=y") && holds("M=m") && !holds("Y=m"));
	is_true(holds("!N") && holds("!N2") && holds("!GONE") && !holds("!Y") && !holds("!M"));
	is_true(holds("N=n") && holds("N2=n") && !holds("GONE=n") && !holds("Y=n"));
	is_true(!holds("NUM") && !holds("LSM") && !holds("!NUM"));
}

static void numbers_and_strings(void)
{
	is_true(holds("NUM=100") && !holds("NUM=10") && holds("HEX=0x1f") && holds("HEX=0x01F"));
	is_true(holds("NUM>=100") && holds("NUM<=100") && !holds("NUM>=101") && !holds("NUM<=99"));
	is_true(holds("HEX>=31") && !holds("HEX>=32") && !holds("GONE>=0") && !holds("LSM>=0"));
	is_true(holds("EMPTY=\"\"") && !holds("GONE=\"\"") && holds("LSM has yama"));
	is_true(holds("LSM has landlock") && holds("LSM has lockdown"));
	is_true(!holds("LSM has lock") && !holds("LSM has ama") && !holds("NUM has 100"));
	is_true(!holds("EMPTY has x"));
	is_true(holds("BITS=@BITS_MAX") && !holds("NUM=@BITS_MAX") && !holds("BITS=@GONE"));
	is_true(!holds("GONE=@GONE2"));
}

static void joined(void)
{
	is_true(holds("GONE or Y") && holds("Y or GONE") && !holds("Y and GONE"));
	is_true(holds("Y or GONE and GONE") && !holds("(Y or GONE) and GONE"));
	is_true(holds("GONE and GONE or Y") && holds("Y and (GONE or (M and !N))"));
	is_true(holds("Y and kernel>=6.12.5") && !holds("Y and kernel>=6.12.6"));
	is_true(holds("Y and kernel>=6.12") && !holds("GONE or kernel>=7.0"));
	is_true(holds(" ( Y )and( M ) "));
}

static void is_wrong(const char *what, const char *why)
{
	struct kconf_demand *demand;
	const char *wrong = NULL;

	is_int(kconf_demand_parse(what, strlen(what), &demand, &wrong), -EINVAL);
	is_string(wrong, why);
}

static void what_is_no_demand(void)
{
	static const char no_value[] =
		"no value after the operator: y, m, n, a number, \"text\" or @SYMBOL";

	is_wrong("", "no symbol where one is expected");
	is_wrong("Y and", "no symbol where one is expected");
	is_wrong("Y M", "more text where 'and', 'or' or the end is expected");
	is_wrong("Y andM", "more text where 'and', 'or' or the end is expected");
	is_wrong("(Y", "'(' without ')'");
	is_wrong("Y)", "more text where 'and', 'or' or the end is expected");
	is_wrong("Y=", no_value);
	is_wrong("Y=\"a", no_value);
	is_wrong("Y=-", no_value);
	is_wrong("Y=@", "no symbol after '=@'");
	is_wrong("Y has", "no word after 'has'");
	is_wrong("!", "no symbol after '!'");
	is_wrong("kernel>=6.1", "a demand begins with the symbol it is about");
	is_wrong("Y and kernel", "after 'kernel' only '>=' and a release can stand");
	is_wrong("Y and kernel>=6", "not a kernel release such as 6.6.8");
	is_wrong("(((((((((Y)))))))))", "parentheses nested too deep");
	is_wrong(
		"A or A or A or A or A or A or A or A or A or A or A or A or A or A or A or A or A",
		"too many terms");
}

static void words_for_a_person(void)
{
	struct kconf_demand *demand;
	const char *wrong,
		all[] = "A or !B or C=y or D=n or E>=5 or F has x or G=@H or kernel>=6.1";
	static const char *const words[] = { "y or m",
		                             "off",
		                             "y",
		                             "explicitly not set",
		                             "at least 5",
		                             "with x",
		                             "the same as H",
		                             "a kernel of at least 6.1" };
	char room[64];

	is_int(kconf_demand_parse(all, strlen(all), &demand, &wrong), 0);
	is_string(kconf_demand_symbol(demand), "A");
	is_true(kconf_demand_about(demand, "E") == &demand->terms[4]);
	is_true(!kconf_demand_about(demand, "H"));
	for (int i = 0; i < demand->n_terms; i++) {
		kconf_term_describe(&demand->terms[i], room, sizeof(room));
		is_string(room, words[i]);
	}
	kconf_demand_free(demand);
	is_string(kconf_value_of(config, "N"), "not set");
	is_string(kconf_value_of(config, "GONE"), "absent");
	is_string(kconf_value_of(config, "NUM"), "100");
	kconf_config_free(config);
}

TAP_MAIN(TAP_CASE(y_m_n_not_set_and_absent), TAP_CASE(numbers_and_strings), TAP_CASE(joined),
         TAP_CASE(what_is_no_demand), TAP_CASE(words_for_a_person))
