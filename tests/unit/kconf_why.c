// SPDX-License-Identifier: GPL-2.0-only
/* Each way in which a symbol can be other than wanted has its words, and ends at a cause. */
#include "kconf_small.h"
#include "why.h"

static const char kconfig[] =
	"config MODULES\n\tbool \"Modules\"\n\tmodules\n"
	"config SCSI\n\ttristate \"SCSI\"\n"
	"config FC\n\ttristate \"FC\"\n\tdepends on SCSI\n"
	"config STORAGE\n\ttristate \"Storage\"\n\tdepends on SCSI && BUS\n\tdepends on m || FC != m\n"
	"config BUS\n\ttristate\n"
	"config GUEST\n\ttristate \"Guest\"\n\tselect BUS\n\tdepends on PARAVIRT\n"
	"config PARAVIRT\n\tbool \"Paravirt\"\n"
	"config EITHER\n\tbool \"Either\"\n\tdepends on NOWHERE || PARAVIRT && SCSI = y\n"
	"config ALONE\n\tbool \"Alone\"\n\tdepends on !SCSI\n"
	"config EXPERT\n\tbool \"Expert\"\nconfig SHY\n\tbool \"Shy\" if EXPERT\n"
	"choice\n\tprompt \"Pack\"\nconfig ZSTD\n\tbool \"zstd\"\nconfig LZ4\n\tbool \"lz4\"\nendchoice\n"
	"config NEW\n\tbool \"New\"\n\tdefault OLD\nconfig OLD\n\tbool\n\ttransitional\n"
	"config LOOP_A\n\tbool \"A\"\n\tdepends on LOOP_B\nconfig LOOP_B\n\tbool \"B\"\n\tdepends on LOOP_A\n"
	"config CC\n\tbool \"CC\"\n\tdepends on $(cc-option,-fx)\n"
	"config ORPHAN\n\tbool\n"
	"config NR\n\tint \"NR\"\n";

static char said[4096];

static void collect(void *ctx, unsigned int depth, const char *symbol, const char *text)
{
	size_t n = strlen(said);

	snprintf(said + n, sizeof(said) - n, "%u %s\n", depth, text);
}

/* The words for @symbol in @config, a step on each line behind its depth. */
static enum kconf_why ask(const char *config, const char *symbol, unsigned int wanted)
{
	static struct kconf_tree *tree;
	const struct kconf_teller teller = { collect, NULL };
	struct kconf_env env;
	enum kconf_why why;

	if (!tree)
		tree = small_tree(kconfig);
	env = (struct kconf_env){ tree, small_config(config) };
	said[0] = '\0';
	why = kconf_why_not(&env, symbol, wanted, &teller);
	kconf_config_free((struct kconf_config *)env.config);
	return why;
}

static void the_chain_ends_at_its_root(void)
{
	is_int(ask("CONFIG_MODULES=y\nCONFIG_SCSI=y\n", "STORAGE", KCONF_M), KCONF_WHY_UNMET);
	is_string(
		said,
		"0 STORAGE needs BUS, which is off (the config does not mention it)\n"
		"1 BUS cannot be asked for (no prompt); it is selected by GUEST[n]\n"
		"2 the nearest is GUEST, which is off (the config does not mention it)\n"
		"2 GUEST needs PARAVIRT, which is off (the config does not mention it)\n"
		"3 all that PARAVIRT needs is there, but nobody asked for it: set CONFIG_PARAVIRT=y\n");
}

static void y_that_became_m(void)
{
	const char *config = "CONFIG_MODULES=y\nCONFIG_SCSI=y\nCONFIG_FC=m\nCONFIG_STORAGE=m\n"
			     "CONFIG_BUS=y\nCONFIG_GUEST=y\nCONFIG_PARAVIRT=y\n";

	is_int(ask(config, "STORAGE", KCONF_M), KCONF_WHY_FINE);
	is_int(ask(config, "STORAGE", KCONF_Y), KCONF_WHY_UNMET);
	is_string(said, "0 STORAGE can only be m while this is no more than m: m || FC[m] != m\n"
	                "1 STORAGE needs FC != m, but FC is m\n"
	                "2 nothing selects FC: turn it off (test:3)\n");
}

static void off_has_two_spellings(void)
{
	ask("CONFIG_MODULES=y\n# CONFIG_SCSI is not set\n", "SCSI", KCONF_Y);
	is_string(
		said,
		"0 all that SCSI needs is there, but test:2 has it off (not set): set CONFIG_SCSI=y\n");
	ask("CONFIG_SCSI=n\n", "SCSI", KCONF_Y);
	is_true(strstr(said, "test:1 has it off (not set)") != NULL);
	ask("", "SCSI", KCONF_Y);
	is_true(strstr(said, "nobody asked for it") != NULL);
}

static void of_alternatives_the_nearest(void)
{
	ask("CONFIG_MODULES=y\nCONFIG_PARAVIRT=y\nCONFIG_SCSI=m\n", "EITHER", KCONF_M);
	is_true(strstr(said, "0 EITHER needs any of: NOWHERE || PARAVIRT[y] && SCSI[m] = y\n") ==
	        said);
	is_true(strstr(said, "1 EITHER needs SCSI = y, but SCSI is m\n") != NULL);
	is_true(strstr(said, "set CONFIG_SCSI=y") != NULL);
}

static void too_much_of_another(void)
{
	ask("CONFIG_SCSI=y\n", "ALONE", KCONF_Y);
	is_string(said, "0 ALONE needs SCSI to be off, but it is y\n"
	                "1 nothing selects SCSI: turn it off (test:1)\n");
}

static void prompts_and_choices(void)
{
	ask("", "SHY", KCONF_Y);
	is_true(strstr(said, "0 SHY needs EXPERT, which is off") == said);
	ask("CONFIG_ZSTD=y\n", "LZ4", KCONF_Y);
	is_true(strstr(said, "one of the choice \"Pack\"") != NULL);
	is_true(strstr(said, "ZSTD is chosen: set LZ4=y") != NULL);
	ask("", "ORPHAN", KCONF_Y);
	is_string(said, "0 ORPHAN cannot be asked for (no prompt); nothing selects it\n");
}

static void names_the_tree_does_not_know(void)
{
	is_int(ask("", "STROAGE", KCONF_Y), KCONF_WHY_UNKNOWN);
	is_string(said, "0 this tree has no STROAGE; the nearest name is STORAGE\n");
	ask("", "OLD", KCONF_Y);
	is_string(said, "0 OLD is an old name: it is NEW now\n");
}

static void a_circle_ends(void)
{
	ask("", "LOOP_A", KCONF_Y);
	is_true(strstr(said, "(and so on)") != NULL);
}

static void what_only_the_compiler_knows_is_said(void)
{
	ask("", "CC", KCONF_Y);
	is_true(strstr(said, "whether $(cc-option,-fx) holds only the compiler knows") != NULL);
}

static void why_is_it_on(void)
{
	ask("CONFIG_BUS=y\nCONFIG_GUEST=y\nCONFIG_PARAVIRT=y\n", "BUS", KCONF_N);
	is_true(strstr(said, "0 BUS is selected by GUEST, which is y") == said);
	ask("CONFIG_NR=7\n", "NR", KCONF_Y);
	is_string(said, "0 NR is int, neither on nor off; it is 7\n");
}

TAP_MAIN(TAP_CASE(the_chain_ends_at_its_root), TAP_CASE(y_that_became_m),
         TAP_CASE(off_has_two_spellings), TAP_CASE(of_alternatives_the_nearest),
         TAP_CASE(too_much_of_another), TAP_CASE(prompts_and_choices),
         TAP_CASE(names_the_tree_does_not_know), TAP_CASE(a_circle_ends),
         TAP_CASE(what_only_the_compiler_knows_is_said), TAP_CASE(why_is_it_on))
