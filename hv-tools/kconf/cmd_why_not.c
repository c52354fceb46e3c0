// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "cached.h"
#include "commands.h"
#include "json.h"
#include "lists.h"
#include "why.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct options {
	const char *series, *arch, *tree, *config;
	bool json;
};

static const struct hv_option options[] = {
	OPTION_STRING(config, 'c', "FILE", "the .config"),
	OPTION_STRING(tree, 't', "DIR", "its kernel tree (of the cache, by the config's release)"),
	OPTION_STRING(series, 's', "X.Y", "its series, when the config does not say"),
	OPTION_STRING(arch, 'a', "ARCH", "its architecture, when the config does not say"),
	OPTION_FLAG(json, 0, "as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf why-not",
	.synopsis = "-c FILE [OPTION...] SYMBOL[=y|m|n]",
	.summary =
		"Tells what keeps a symbol from being on (or y, m, n), down to the cause (exit 3).",
	.options = options,
	.options_anywhere = true,
};

struct question {
	char symbol[KCONF_MAX_NAME + 1];
	unsigned int wanted;
};

/* CONFIG_ may stand before it. */
static int parse_question(const char *word, struct question *q)
{
	static const char letters[] = "nmy"; /* in the order of their values */
	const char *equals, *value;

	if (strncmp(word, "CONFIG_", 7) == 0)
		word += 7;
	equals = strchrnul(word, '=');
	if (equals == word || equals - word > KCONF_MAX_NAME)
		return -EINVAL;
	memcpy(q->symbol, word, (size_t)(equals - word));
	q->symbol[equals - word] = '\0';
	q->wanted = KCONF_M;
	if (!*equals)
		return 0;
	value = equals[1] && !equals[2] ? strchr(letters, equals[1]) : NULL;
	if (!value)
		return -EINVAL;
	q->wanted = (unsigned int)(value - letters);
	return 0;
}

struct output {
	bool json;
	struct hv_json j;
};

static void tell(void *ctx, unsigned int depth, const char *symbol, const char *text)
{
	struct output *o = ctx;

	if (!o->json) {
		printf("%*s%s\n", 2 * ((int)depth + 1), "", text);
		return;
	}
	hv_json_object(&o->j, NULL);
	hv_json_uint(&o->j, "depth", depth);
	hv_json_string(&o->j, "symbol", symbol);
	hv_json_string(&o->j, "text", text);
	hv_json_end_object(&o->j);
}

static int answer(const struct options *opts, const struct question *q, const struct kconf_env *env)
{
	static const char *const names[] = { "n", "y or m", "y" };
	AUTO_FREE char *value = kconf_value_text(env, q->symbol);
	struct output o = { .json = opts->json };
	const struct kconf_teller teller = { tell, &o };
	enum kconf_why why;

	if (o.json) {
		hv_json_begin(&o.j, stdout, false);
		hv_json_object(&o.j, NULL);
		hv_json_string(&o.j, "schema", "hvkit.kconf-why-not/1");
		hv_json_string(&o.j, "symbol", q->symbol);
		hv_json_string(&o.j, "value", value);
		hv_json_string(&o.j, "wanted", names[q->wanted]);
		hv_json_array(&o.j, "steps");
	} else {
		printf("%s is %s, wanted is %s\n", q->symbol, value ? value : "?",
		       names[q->wanted]);
	}
	why = kconf_why_not(env, q->symbol, q->wanted, &teller);
	if (o.json) {
		hv_json_end_array(&o.j);
		hv_json_end_object(&o.j);
	} else if (why == KCONF_WHY_FINE) {
		puts("  so nothing stands against it");
	}
	return why == KCONF_WHY_FINE ? HV_EXIT_OK : HV_EXIT_FOUND;
}

/* The tree of the config's series, or the one given. */
static char *find_tree(const struct options *opts, struct kconf_release release)
{
	struct kconf_source_trees trees;
	const struct kconf_source_tree *tree;
	const char *bad;
	char *path;

	if (opts->tree)
		return strdup(opts->tree);
	if (kconf_source_trees_find(NULL, 0, &trees, &bad) < 0)
		return NULL;
	tree = kconf_source_trees_of(&trees, (struct kconf_series){ release.major, release.minor });
	path = tree ? strdup(tree->path) : NULL;
	kconf_source_trees_done(&trees);
	return path;
}

static int ask(const struct options *opts, const struct question *q,
               const struct kconf_subject *subject)
{
	AUTO_FREE char *top = find_tree(opts, subject->release);
	struct kconf_tree *tree;
	struct kconf_env env;
	int rc;

	if (!top) {
		fprintf(stderr,
		        "kconf: no kernel tree of series %u.%u in the cache: get it by "
		        "scripts/kernel-source, or name one by --tree\n",
		        subject->release.major, subject->release.minor);
		return HV_EXIT_FAILED;
	}
	rc = kconf_tree_read(top, subject->arch, &tree);
	if (rc < 0) {
		fprintf(stderr, "kconf: %s: %s\n", top, strerror(-rc));
		return HV_EXIT_FAILED;
	}
	env = (struct kconf_env){ tree, subject->config };
	rc = answer(opts, q, &env);
	kconf_tree_free(tree);
	return rc;
}

int kconf_cmd_why_not(int argc, char **argv)
{
	struct options opts = { 0 };
	struct kconf_subject subject;
	struct question question;
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr), rc;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc - 1 || !opts.config || parse_question(argv[first], &question) < 0) {
		fputs("kconf why-not: a --config and one SYMBOL, SYMBOL=y, SYMBOL=m or SYMBOL=n are needed\n",
		      stderr);
		return HV_EXIT_USAGE;
	}
	rc = (int)kconf_subject_load(opts.config, opts.series, opts.arch, &subject, stderr);
	if (rc != HV_EXIT_OK)
		return rc;
	rc = ask(&opts, &question, &subject);
	kconf_subject_done(&subject);
	return rc;
}
