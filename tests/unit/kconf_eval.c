// SPDX-License-Identifier: GPL-2.0-only
/* Expressions and limits, on a tree of a few symbols. */
#include "eval.h"
#include "kconf_small.h"

static const char kconfig[] =
	"config MODULES\n\tbool \"Modules\"\n\tmodules\n"
	"config A\n\ttristate \"A\"\n"
	"config B\n\ttristate \"B\" if A\n\tdefault y if A = m\n"
	"config C\n\tbool \"C\"\n\tdepends on A\n\tselect D if B\n\timply I\n"
	"config D\n\ttristate\n"
	"config E\n\tdef_bool $(cc-option,-fx) || B\n"
	"config N\n\tint \"N\"\n\trange 1 64\n\tdefault 8\n"
	"config H\n\thex \"H\"\n"
	"config S\n\tstring \"S\"\n"
	"config I\n\tbool \"I\"\n\tdepends on A != n\n"
	"if A\nmenu \"M\"\n\tvisible if B\nconfig F\n\tbool \"F\"\nendmenu\nendif\n"
	"config G\n\ttristate \"G\"\n\tdepends on m || B != m\n"
	"config K\n\tbool \"K\"\n\tdepends on B if A\n"
	"config X86\n\tdef_bool \"$(ARCH)\" = \"x86_64\"\n"
	"choice\n\tprompt \"Which\"\n\tdefault P2\nconfig P1\n\tbool \"1\"\nconfig P2\n"
	"\tbool \"2\"\nendchoice\n"
	"config TWICE\n\tbool\n\ndepends on B\n"
	"config TWICE\n\tbool \"T\"\n\tdepends on A\n\tdefault y\n";

static struct kconf_env env;
static struct kconf_arena arena;

static void given(const char *text)
{
	if (!env.tree)
		env.tree = small_tree(kconfig);
	kconf_config_free((struct kconf_config *)env.config);
	env.config = small_config(text);
}

static const char *value(const char *text)
{
	const struct kconf_expr *e;
	const char *rest;

	if (kconf_expr_parse(&arena, text, &e, &rest) < 0)
		return "error";
	return *rest ? "rest" : kconf_tri_name(kconf_eval(&env, e));
}

static const char *printed(const char *text)
{
	static char room[256];
	const struct kconf_expr *e;
	const char *rest;
	FILE *out = fmemopen(room, sizeof(room), "w");

	if (out && kconf_expr_parse(&arena, text, &e, &rest) == 0)
		kconf_expr_print(e, NULL, NULL, out);
	if (out)
		fclose(out);
	return room;
}

static void three_values(void)
{
	given("CONFIG_MODULES=y\nCONFIG_A=m\nCONFIG_B=y\n");
	is_string(value("A"), "m");
	is_string(value("!A"), "m");
	is_string(value("A && B"), "m");
	is_string(value("A || B"), "y");
	is_string(value("!B || A && D"), "n");
	is_string(value("!(B && A) || D"), "m");
	is_string(value("m"), "m");
	is_string(value("y && NOWHERE"), "n");
}

static void without_modules_m_is_n(void)
{
	given("CONFIG_A=y\n");
	is_string(value("m"), "n");
	is_string(value("m || A"), "y");
	is_string(value("A = m"), "n");
}

static void comparisons_are_of_values(void)
{
	given("CONFIG_MODULES=y\nCONFIG_A=m\nCONFIG_N=16\nCONFIG_H=0x10\nCONFIG_S=\"a\\\"b\"\n");
	is_string(value("A = m"), "y");
	is_string(value("A != m"), "n");
	is_string(value("A < y"), "y");
	is_string(value("A >= B"), "y");
	is_string(value("N = 16"), "y");
	is_string(value("N < 9"), "n");
	is_string(value("N >= H"), "y");
	is_string(value("H = 16"), "y");
	is_string(value("S = 'a\"b'"), "y");
	is_string(value("S != \"\""), "y");
	is_string(value("NOWHERE = n"), "n"); /* its text is its name */
	is_string(value("NOWHERE != n"), "y");
	is_string(value("B = n"), "y");
}

static void what_only_a_compiler_knows_is_unknown(void)
{
	given("CONFIG_A=y\n");
	is_string(value("$(cc-option,-mfoo(bar))"), "?");
	is_string(value("$(x) && B"), "n");
	is_string(value("$(x) || A"), "y");
	is_string(value("!$(success,a || b)"), "?");
	is_string(value("\"$(ARCH)\" = \"x86\""), "?");
	kconf_config_free((struct kconf_config *)env.config);
	env.config = NULL;
	is_string(value("A"), "?");
	is_string(value("A && NOWHERE"), "n");
}

static void what_is_no_expression(void)
{
	given("");
	is_string(value(""), "error");
	is_string(value("A &&"), "error");
	is_string(value("(A"), "error");
	is_string(value("\"A"), "error");
	is_string(value("if A"), "error");
	is_string(value("A B"), "rest");
	is_string(value("A | B"), "rest");
	is_string(value("$(A"), "error");
}

static void depth_is_bounded(void)
{
	static char text[4 * KCONF_MAX_DEPTH];
	const struct kconf_expr *e;
	const char *rest;

	memset(text, '!', sizeof(text) - 2);
	text[sizeof(text) - 2] = 'A';
	is_true(kconf_expr_parse(&arena, text, &e, &rest) < 0);
	for (size_t i = 0; i + 3 < sizeof(text); i += 3)
		memcpy(text + i, i % 2 ? "A&&" : "B&&", 3);
	is_true(kconf_expr_parse(&arena, text, &e, &rest) < 0);
}

static void printing_keeps_the_meaning(void)
{
	is_string(printed("A&&(B||!C)"), "A && (B || !C)");
	is_string(printed("( A = m ) || (B) && C"), "A = m || B && C");
	is_string(printed("!(A && B)"), "!(A && B)");
	is_string(printed("S != 'a\"b' && y"), "S != \"a\\\"b\" && y");
	is_string(printed("$(cc-option,-x $(y)) || X"), "$(cc-option,-x $(y)) || X");
}

#define limits_are(symbol, dep, vis, sel, fall)              \
	do {                                                 \
		struct kconf_limits l = { 0 };               \
		is_int(kconf_limits(&env, symbol, &l), 0);   \
		is_string(kconf_tri_name(l.depends), dep);   \
		is_string(kconf_tri_name(l.visible), vis);   \
		is_string(kconf_tri_name(l.selected), sel);  \
		is_string(kconf_tri_name(l.fallback), fall); \
	} while (0)

static void limits_of_symbols(void)
{
	given("CONFIG_MODULES=y\nCONFIG_A=m\nCONFIG_B=m\nCONFIG_C=y\n");
	limits_are("A", "y", "y", "n", "n");
	limits_are("B", "y", "m", "n", "y");
	limits_are("C", "y", "y", "n", "n"); /* a bool: m is y */
	limits_are("D", "y", "n", "m", "m");
	limits_are("E", "y", "n", "n", "y"); /* B alone will do */
	limits_are("F", "y", "y", "n", "n");
	limits_are("G", "m", "m", "n", "n");
	limits_are("I", "y", "y", "n", "y"); /* implied */
	limits_are("X86", "y", "n", "n", "y");
	limits_are("TWICE", "y", "y", "n", "y");
	given("CONFIG_A=y\n");
	limits_are("F", "y", "n", "n", "n"); /* visible if B */
	limits_are("K", "n", "n", "n", "n"); /* depends on B if A */
	limits_are("G", "y", "y", "n", "n");
	given("");
	limits_are("K", "y", "y", "n", "n");
	limits_are("E", "y", "n", "n", "?");
	is_true(kconf_limits(&env, "NOWHERE", &(struct kconf_limits){ 0 }) < 0);
}

static void the_tree_knows_more_than_limits(void)
{
	const struct kconf_definition *d;
	bool sure;

	given("CONFIG_A=y\n");
	d = kconf_tree_find(env.tree, "P1", NULL);
	is_true(d && d->choice);
	is_string(d->choice->prompt, "Which");
	is_string(d->choice->defaults->value->text, "P2");
	is_true(!kconf_tree_find(env.tree, "TWICE", NULL)->choice);
	d = kconf_tree_find(env.tree, "N", NULL);
	is_string(d->ranges->upper->text, "64");
	is_string(d->prompt, "N");
	is_string(kconf_default(&env, "N", &sure)->value->text, "8");
	is_true(sure);
	is_int(kconf_tree_find(env.tree, "B", NULL)->line, 6);
}

TAP_MAIN(TAP_CASE(three_values), TAP_CASE(without_modules_m_is_n),
         TAP_CASE(comparisons_are_of_values), TAP_CASE(what_only_a_compiler_knows_is_unknown),
         TAP_CASE(what_is_no_expression), TAP_CASE(depth_is_bounded),
         TAP_CASE(printing_keeps_the_meaning), TAP_CASE(limits_of_symbols),
         TAP_CASE(the_tree_knows_more_than_limits))
