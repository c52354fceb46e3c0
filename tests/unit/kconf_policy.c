// SPDX-License-Identifier: GPL-2.0-only
#include "policy.h"
#include "tap.h"
#include <stdlib.h>

static struct kconf_findings findings;
static struct kconf_policy policy;

static void fresh(const char *text)
{
	char *copy = strdup(text);

	kconf_findings_done(&findings);
	kconf_policy_done(&policy);
	is_int(kconf_policy_parse("some", "some.policy", copy, strlen(text), &findings, &policy),
	       0);
	free(copy);
}

static const char list[] = "# a comment\n"
			   "title = Some list\n"
			   "source doc = the manual\n"
			   "\n"
			   "[must] required What must be\n"
			   "when series 6.1.91..6.1 6.9..\n"
			   "when arch x86_64\n"
			   "NEW_NAME=y ; doc chapter 2 ; it was renamed\n"
			   "\n"
			   "OTHER or ELSE ; doc\n"
			   "\n"
			   "[may] optional\n"
			   "when config EFI\n"
			   "!OLD;doc\n";

static void a_list_is_read(void)
{
	const struct kconf_requirement *r;

	fresh(list);
	is_int(findings.n, 0);
	is_string(policy.title, "Some list");
	is_int(policy.n_groups, 2);
	is_string(policy.groups[0].title, "What must be");
	is_string(policy.groups[1].title, "may");
	is_int(policy.groups[1].level, KCONF_OPTIONAL);
	is_int(policy.n_requirements, 3);
	r = &policy.requirements[0];
	is_string(r->demand->text, "NEW_NAME=y");
	is_string(r->source, "the manual");
	is_string(r->place, "chapter 2");
	is_string(r->why, "it was renamed");
	is_int(r->line, 8);
	is_int(r->scope.n_ranges, 2);
	r = &policy.requirements[1];
	is_int(r->scope.n_ranges, 0);
	is_true(!r->place && !r->why);
	is_string(policy.requirements[2].scope.config->text, "EFI");
}

static void scopes_know_point_releases(void)
{
	const struct kconf_scope *scope = &policy.requirements[0].scope;
	struct kconf_release old = { 6, 1, 90 }, point = { 6, 1, 91 }, between = { 6, 6, 5 },
			     later = { 7, 0, 1 };

	is_true(!kconf_scope_may_fit(scope, &old, "x86_64"));
	is_true(kconf_scope_may_fit(scope, &point, "x86_64"));
	is_true(!kconf_scope_may_fit(scope, &between, "x86_64"));
	is_true(kconf_scope_may_fit(scope, &later, "x86_64"));
	is_true(!kconf_scope_may_fit(scope, &later, "arm64"));
	is_true(kconf_scope_may_fit(scope, &later, NULL));
	is_true(kconf_scope_may_fit(scope, NULL, "x86_64"));
}

static int count;

static int tell(void *ctx, const struct kconf_mention *mention)
{
	const char **want = ctx;
	char room[32];

	kconf_term_describe(mention->term, room, sizeof(room));
	is_string(room, want[count]);
	count++;
	return 0;
}

static void what_is_said_about_a_symbol(void)
{
	struct kconf_policies all = { &policy, 1 };
	struct kconf_release old = { 6, 1, 90 };
	const char *wants[] = { "y" }, *other[] = { "y or m" }, *off[] = { "off" };

	count = 0;
	is_int(kconf_policies_about(&all, "NEW_NAME", NULL, NULL, tell, wants), 0);
	is_int(count, 1);
	is_int(kconf_policies_about(&all, "NEW_NAME", &old, NULL, tell, wants), 0);
	is_int(count, 1);
	count = 0;
	kconf_policies_about(&all, "ELSE", NULL, NULL, tell, other);
	is_int(count, 1);
	count = 0;
	kconf_policies_about(&all, "OLD", NULL, NULL, tell, off);
	is_int(count, 1);
	is_true(kconf_policies_find(&all, "some") == &policy && !kconf_policies_find(&all, "so"));
}

static void is_wrong(const char *line, const char *why)
{
	char text[512];

	snprintf(text, sizeof(text), "title = T\nsource d = doc\n[g] required\nA ; d\n\n%s\n",
	         line);
	fresh(text);
	is_int(findings.n, 1);
	if (findings.n == 0)
		return;
	is_string(findings.items[0].text, why);
	is_true(findings.items[0].line >= 6);
}

static void wrong_lines_are_named(void)
{
	is_wrong("title = U", "the title is already told");
	is_wrong("title = ", "no text after '='");
	is_wrong("source d = again", "a source has a tag of one word that no other source has");
	is_wrong("source two words = x", "a source has a tag of one word that no other source has");
	is_wrong("[g] optional", "this group has already been");
	is_wrong("[h] soon",
	         "not '[GROUP] LEVEL TITLE' with the level required, recommended or optional");
	is_wrong("[h",
	         "not '[GROUP] LEVEL TITLE' with the level required, recommended or optional");
	is_wrong("B", "not 'DEMAND ; TAG': a requirement says where it is written");
	is_wrong("B ; e", "no such source; 'source TAG = TEXT' must stand above");
	is_wrong("B ;", "no such source; 'source TAG = TEXT' must stand above");
	is_wrong("B C ; d", "more text where 'and', 'or' or the end is expected");
	is_wrong("when series 6.1..", "condition without a requirement below it");
	is_wrong("when series 6.1\nB ; d", "not a range of releases: 6.7..6.15, 6.6.8.. or ..6.1");
	is_wrong("when arch\nB ; d", "no architecture named");
	is_wrong("when series\nB ; d", "no range of releases");
	is_wrong("when moon full\nB ; d",
	         "no such condition; known: when series, when arch, when config");
	is_wrong("when arch a\nwhen arch b\nB ; d",
	         "a paragraph has one line 'when arch': name all architectures there");
	is_wrong("when config B\nwhen config C\nB ; d",
	         "a paragraph has one line 'when config': join the demands by 'and'");
}

static void what_a_list_must_have(void)
{
	fresh("");
	is_int(findings.n, 2);
	is_string(findings.items[0].text, "no 'title = TEXT'");
	is_string(findings.items[1].text, "no requirement");
	fresh("title = T\nsource d = doc\nA ; d\n");
	is_string(findings.items[0].text, "a requirement before the first [GROUP]");
}

static void our_own_lists_are_right(void)
{
	struct kconf_policies own;

	kconf_findings_done(&findings);
	is_int(kconf_policies_read(NULL, &findings, &own), 0);
	kconf_findings_print(&findings, false, stdout);
	is_int(findings.n, 0);
	is_true(kconf_policies_find(&own, "docker") && kconf_policies_find(&own, "kubernetes"));
	kconf_policies_done(&own);
	kconf_policy_done(&policy);
	kconf_findings_done(&findings);
}

TAP_MAIN(TAP_CASE(a_list_is_read), TAP_CASE(scopes_know_point_releases),
         TAP_CASE(what_is_said_about_a_symbol), TAP_CASE(wrong_lines_are_named),
         TAP_CASE(what_a_list_must_have), TAP_CASE(our_own_lists_are_right))
