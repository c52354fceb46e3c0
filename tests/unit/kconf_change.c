// SPDX-License-Identifier: GPL-2.0-only
/* Tables of changes: what they may say, and what a config makes of it. */
#include "change.h"
#include "edit.h"
#include "migrate.h"
#include "tap.h"
#include "tree_release.h"
#include <errno.h>
#include <stdlib.h>

static struct kconf_change_table table;
static struct kconf_findings findings;

static void parse(const char *text)
{
	char *copy = strdup(text);

	is_int(kconf_change_table_parse("t.changes", copy, strlen(copy), &findings, &table), 0);
	free(copy);
}

static void done(void)
{
	kconf_change_table_done(&table);
	kconf_findings_done(&findings);
}

static struct kconf_release release(const char *text)
{
	struct kconf_release r = { 0 };

	is_int(kconf_release_parse(text, strlen(text), &r), 0);
	return r;
}

static void a_change_has_kind_time_symbols_and_origin(void)
{
	parse("source s = somewhere\nrenamed 6.9,6.6.30 OLD NEW ; s Kconfig ; it is so\n"
	      "on OLD=m => NEW=y OLD= ask really?\n");
	is_int(findings.n, 0);
	is_int(table.n, 1);
	is_int(table.items[0].kind, KCONF_RENAMED);
	is_int(table.items[0].symbols.n, 2);
	is_string(table.items[0].origin.source, "somewhere");
	is_string(table.items[0].origin.place, "Kconfig");
	is_string(table.items[0].origin.why, "it is so");
	is_int(table.items[0].n_rules, 1);
	is_int(table.items[0].rules[0].n_assigns, 2);
	is_true(!table.items[0].rules[0].assigns[1].value);
	is_string(table.items[0].rules[0].ask, "really?");
	done();
}

static void backports_and_ranges_say_who_has_it(void)
{
	parse("source s = x\nrenamed 6.9,6.6.30 A B ; s\nremoved 6.13..7.3 C ; s\ntrap 6.7..6.15 D ; s\n"
	      "on D => D=n\n");
	is_int(findings.n, 0);
	is_int(kconf_change_in(&table.items[0], release("6.8.12")), KCONF_ABSENT);
	is_int(kconf_change_in(&table.items[0], release("6.6.29")), KCONF_ABSENT);
	is_int(kconf_change_in(&table.items[0], release("6.6.30")), KCONF_PRESENT);
	is_int(kconf_change_in(&table.items[0], release("6.9")), KCONF_PRESENT);
	is_int(kconf_change_in(&table.items[1], release("6.12.200")), KCONF_ABSENT);
	is_int(kconf_change_in(&table.items[1], release("6.18.1")), KCONF_MAYBE);
	is_int(kconf_change_in(&table.items[1], release("7.3")), KCONF_PRESENT);
	is_int(kconf_change_in(&table.items[2], release("6.6.9")), KCONF_ABSENT);
	is_int(kconf_change_in(&table.items[2], release("6.15.9")), KCONF_PRESENT);
	is_int(kconf_change_in(&table.items[2], release("6.16")), KCONF_ABSENT);
	done();
}

static void each_mistake_is_a_finding_at_its_line(void)
{
	static const char *const wrong[] = {
		"vanished 6.9 A ; s",
		"renamed 6.9 A ; s",
		"renamed six A B ; s",
		"removed 6.9 A",
		"removed 6.9 A ; nowhere",
		"removed 6.9 ; s",
		"removed 7.3..6.1 A ; s",
		"removed 6.9,6.6 A ; s",
		"trap 6.9 A ; s",
		"type 6.9 A bool ; s",
		"removed 6.9 A-B ; s",
		"on A => B=y",
		"removed",
	};
	static const char *const rules[] = {
		"on A",           "on => B=y",       "on A=>B=y",   "on A =>",
		"on A => B",      "on A => B=maybe", "on A => B=@", "on A => B=@C-D",
		"back (A => B=y", "on A => ask",
	};
	char text[256];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(text, sizeof(text), "source s = x\n%s\n", wrong[i]);
		parse(text);
		is_true(findings.n > 0 && findings.items[0].line == 2);
		done();
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		snprintf(text, sizeof(text), "source s = x\nsplit 6.9 A ; s\n%s\n", rules[i]);
		parse(text);
		is_true(findings.n > 0 && findings.items[0].line == 3);
		done();
	}
}

/* The new config's text, to be freed, of @old carried from 6.12 to @to by @changes. */
static char *carry(const char *changes, const char *old, const char *to)
{
	struct kconf_changes all = { &table, 1 };
	struct kconf_old_config config;
	struct kconf_migration m = { .changes = &all, .old = &config, .findings = &findings };
	char *text = NULL;
	size_t len;
	FILE *out;

	parse(changes);
	is_int(findings.n, 0);
	is_int(kconf_old_config_parse("c", strdup(old), strlen(old), &findings, &config), 0);
	m.from = release("6.12.5");
	m.to = release(to);
	is_int(kconf_migrate(&m), 0);
	out = open_memstream(&text, &len);
	is_true(out &&
	        kconf_old_config_write(&config, m.config, "X", kconf_migration_anchor, &m, out));
	if (out)
		fclose(out);
	kconf_migration_done(&m);
	kconf_old_config_done(&config);
	done();
	return text;
}

static void is_carried(const char *changes, const char *old, const char *to, const char *want)
{
	char *got = carry(changes, old, to);

	is_string(got, want);
	free(got);
}

static void all_rules_of_a_change_judge_the_config_as_it_was(void)
{
	is_carried("source s = x\nsplit 6.18 A ; s\non A=m => A=y B=m\non A=y => B=y\n",
	           "CONFIG_A=m\nCONFIG_Z=y\n", "6.18", "CONFIG_A=y\nCONFIG_B=m\nCONFIG_Z=y\n");
}

static void changes_go_from_the_oldest_to_the_newest(void)
{
	is_carried("source s = x\nrenamed 6.16 B C ; s\nrenamed 6.14 A B ; s\n", "CONFIG_A=5\n",
	           "6.18", "CONFIG_C=5\n");
	is_carried("source s = x\nrenamed 6.16 B C ; s\nrenamed 6.14 A B ; s\n", "CONFIG_A=5\n",
	           "6.15", "CONFIG_B=5\n");
}

static void a_value_may_be_another_symbols(void)
{
	is_carried("source s = x\nmerged 6.14 A ; s\non A => B=@A A=\n", "CONFIG_A=m\n", "6.14",
	           "CONFIG_B=m\n");
}

static void types_are_translated(void)
{
	is_carried("source s = x\ntype 6.14 A tristate bool ; s\ntype 6.14 B bool int ; s\n"
	           "type 6.14 C bool int ; s\n",
	           "CONFIG_A=m\nCONFIG_B=y\n# CONFIG_C is not set\n", "6.14",
	           "CONFIG_A=y\nCONFIG_B=1\nCONFIG_C=0\n");
}

static void text_that_is_no_setting_stays_and_the_last_of_two_counts(void)
{
	is_carried("source s = x\nremoved 6.14 Q ; s\n",
	           "# hello\n\nCONFIG_A=y\n# CONFIG_A is not set\nCONFIG_S=\"a b\"", "6.14",
	           "# hello\n\n# CONFIG_A is not set\nCONFIG_S=\"a b\"\n");
}

static void a_setting_can_be_forgotten_and_come_again(void)
{
	struct kconf_config *config = kconf_config_new();

	is_int(kconf_config_set(config, "A", "y"), 0);
	is_int(kconf_config_set(config, "B", "\"t\""), 0);
	is_int(kconf_config_set(config, "A", NULL), 0);
	is_true(!kconf_config_find(config, "A"));
	is_int(config->n, 1);
	is_int(kconf_config_set(config, "A", "7"), 0);
	is_int(kconf_config_find(config, "A")->kind, KCONF_INT);
	is_int(kconf_config_set(config, "A", "no"), -EINVAL);
	kconf_config_free(config);
}

static void a_makefile_tells_its_release(void)
{
	struct kconf_release r = { 0 };

	is_int(kconf_makefile_release("# x\nVERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\n", &r), 0);
	is_int(r.major * 10000 + r.minor * 100 + r.point, 70304);
	is_int(kconf_makefile_release("VERSION = 7\n", &r), -EINVAL);
	is_int(kconf_makefile_release("VERSION = 7\nPATCHLEVEL = x\n", &r), -EINVAL);
	is_int(kconf_makefile_release("", &r), -EINVAL);
}

TAP_MAIN(TAP_CASE(a_change_has_kind_time_symbols_and_origin),
         TAP_CASE(backports_and_ranges_say_who_has_it),
         TAP_CASE(each_mistake_is_a_finding_at_its_line),
         TAP_CASE(all_rules_of_a_change_judge_the_config_as_it_was),
         TAP_CASE(changes_go_from_the_oldest_to_the_newest),
         TAP_CASE(a_value_may_be_another_symbols), TAP_CASE(types_are_translated),
         TAP_CASE(text_that_is_no_setting_stays_and_the_last_of_two_counts),
         TAP_CASE(a_setting_can_be_forgotten_and_come_again),
         TAP_CASE(a_makefile_tells_its_release))
