// SPDX-License-Identifier: GPL-2.0-only
/*
 * An expression, evaluated with and without a config, and printed: what is printed reads as the same again. The
 * first byte's bits turn symbols on.
 */
#include "eval.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char kconfig[] = "config MODULES\n\tbool \"M\"\n\tmodules\n"
			      "config A\n\ttristate \"A\"\nconfig B\n\tbool \"B\"\n"
			      "config N\n\tint \"N\"\nconfig S\n\tstring \"S\"\n";
static const char *const settings[] = { "CONFIG_MODULES=y\n", "CONFIG_A=m\n", "CONFIG_B=y\n",
	                                "CONFIG_N=7\n", "CONFIG_S=\"y\"\n" };

static struct kconf_tree *make_tree(void)
{
	char top[] = "/tmp/hvkit-fuzz-XXXXXX", file[64];
	struct kconf_tree *tree;
	FILE *f;

	if (!mkdtemp(top))
		abort();
	snprintf(file, sizeof(file), "%s/Kconfig", top);
	f = fopen(file, "w");
	if (!f || fputs(kconfig, f) < 0 || fclose(f) != 0 ||
	    kconf_tree_read(top, "x86_64", &tree) < 0)
		abort();
	unlink(file);
	rmdir(top);
	return tree;
}

static struct kconf_config *make_config(unsigned int bits)
{
	struct kconf_config *config = kconf_config_new();
	struct kconf_findings findings = { 0 };

	for (size_t i = 0; config && i < sizeof(settings) / sizeof(*settings); i++)
		if (bits >> i & 1)
			kconf_config_parse(config, "fuzz", settings[i], strlen(settings[i]), NULL,
			                   &findings);
	kconf_findings_done(&findings);
	return config;
}

static char *print(const struct kconf_expr *e)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	kconf_expr_print(e, NULL, NULL, out);
	fclose(out);
	return text;
}

static void same(struct kconf_tri a, struct kconf_tri b)
{
	if (a.min != b.min || a.max != b.max || a.min > a.max || a.max > KCONF_Y)
		abort();
}

static void try(const struct kconf_env *env, const char *text)
{
	struct kconf_arena arena = { 0 };
	const struct kconf_expr *e, *again;
	const char *rest;
	char *printed;

	if (kconf_expr_parse(&arena, text, &e, &rest) == 0) {
		printed = print(e);
		if (kconf_expr_parse(&arena, printed, &again, &rest) < 0 || *rest)
			abort();
		same(kconf_eval(env, e), kconf_eval(env, again));
		free(printed);
	}
	kconf_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct kconf_env env;
	char *text;

	if (!env.tree)
		env.tree = make_tree();
	if (size == 0)
		return 0;
	text = strndup((const char *)data + 1, size - 1);
	if (!text)
		return 0;
	try(&env, text);
	env.config = make_config(data[0]);
	try(&env, text);
	kconf_config_free((struct kconf_config *)env.config);
	env.config = NULL;
	free(text);
	return 0;
}
