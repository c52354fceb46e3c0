// SPDX-License-Identifier: GPL-2.0-only
/* Words of requires and forbids, and the reasons above the lines of fragments. */
#include "kconf_small.h"
#include "need.h"
#include "reason.h"
#include <errno.h>

static bool fits(const char *word, unsigned int major, unsigned int minor, const char *arch)
{
	const struct kconf_target target = { { major, minor }, arch };
	struct kconf_need need;

	return kconf_need_parse(word, &need) == 0 && kconf_need_fits(&need, &target);
}

static bool holds(const char *word, const char *text)
{
	struct kconf_config *config = small_config(text);
	struct kconf_need need;
	bool result = kconf_need_parse(word, &need) == 0 && kconf_need_holds(&need, config);

	kconf_config_free(config);
	return result;
}

static void words_that_are_none(void)
{
	static const char *const bad[] = { "",         "=y",         "A=",       "A@",
		                           "A-B",      "A@x86_64,,", "A@,arm64", "A@6.2..6.1",
		                           "A y",      "A@x86,a@",   "A@arm-64", "A@a,b,c,d",
		                           "A=@x86_64" };
	struct kconf_need need;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		is_int(kconf_need_parse(bad[i], &need), -EINVAL);
}

static void conditions_choose_kernels(void)
{
	is_true(fits("A", 6, 1, "arm64"));
	is_true(fits("A=y@6.7..6.15", 6, 12, "arm64"));
	is_true(!fits("A=y@6.7..6.15", 6, 18, "arm64"));
	is_true(fits("A@6.18..,x86_64", 7, 3, "x86_64"));
	is_true(!fits("A@6.18..,x86_64", 7, 3, "arm64"));
	is_true(!fits("A@x86_64,6.18..", 6, 12, "x86_64"));
}

static void values_are_as_a_config_has_them(void)
{
	is_true(holds("A", "CONFIG_A=m\n"));
	is_true(!holds("A", "# CONFIG_A is not set\n"));
	is_true(!holds("A", ""));
	is_true(!holds("A=y", "CONFIG_A=m\n"));
	is_true(holds("A=m", "CONFIG_A=m\n"));
	is_true(holds("A=n", ""));
	is_true(holds("N=64", "CONFIG_N=64\n"));
	is_true(!holds("N=64", "CONFIG_N=640\n"));
}

static void reason_is(const char *text, unsigned int line, const char *why, const char *conditions)
{
	struct kconf_reason r = { 0 };

	is_int(kconf_reason_find(text, line, &r), 0);
	is_string(r.why, why);
	is_string(r.conditions, conditions);
	kconf_reason_done(&r);
}

static void the_comment_above_is_the_reason(void)
{
	static const char text[] =
		"# of the file\n\n# first\n# line\nCONFIG_A=y\nCONFIG_B=y\n# other\n"
		"# CONFIG_C is not set\n\n#: series 6.7..6.15\n#: arch arm64\n# third\n"
		"CONFIG_D=y\n\nCONFIG_E=y\n";

	reason_is(text, 5, "first line", "");
	reason_is(text, 6, "first line", "");
	reason_is(text, 8, "other", "");
	reason_is(text, 13, "third", "series 6.7..6.15, arch arm64");
	reason_is(text, 15, "", "");
	reason_is(text, 1000, "", "");
	reason_is("", 1, "", "");
}

TAP_MAIN(TAP_CASE(words_that_are_none), TAP_CASE(conditions_choose_kernels),
         TAP_CASE(values_are_as_a_config_has_them), TAP_CASE(the_comment_above_is_the_reason))
