// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "explain.h"
#include "lists.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct options {
	struct hv_list tree;
	const char *series, *arch, *config, *configs;
	bool json;
};

static const struct hv_option options[] = {
	{ "tree", 't', HV_OPTION_LIST, "DIR",
	  "kernel tree, in the place of those in the cache; may be repeated",
	  offsetof(struct options, tree), 0, 0 },
	OPTION_STRING(series, 's', "X.Y", "whose tree to explain (the config's, or the newest)"),
	OPTION_STRING(arch, 'a', "ARCH", "architecture (the config's, or x86_64)"),
	OPTION_STRING(config, 'c', "FILE", "show values in this .config"),
	OPTION_STRING(configs, 0, "DIR",
	              "where flavors/, fragments/ and cost/ are (kernel-configs)"),
	OPTION_FLAG(json, 0, "as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf explain",
	.synopsis = "[OPTION...] SYMBOL",
	.summary =
		"Tells who sets a symbol and why, what it depends on, who asks for it, and what it costs.",
	.options = options,
	.options_anywhere = true,
};

/* What a section is made of, and what was read for it. */
struct explain {
	const struct options *opts;
	const char *symbol, *arch;
	struct kconf_subject subject;
	bool has_config;
	struct kconf_source_trees trees;
	struct kconf_policies policies;
	struct kconf_sections sections;
	struct kconf_words fragments; /* that set the symbol */
};

static int complain(const char *what, int rc)
{
	fprintf(stderr, "kconf: %s: %s\n", what, strerror(-rc));
	return HV_EXIT_FAILED;
}

/* The series asked for, the config's, or the newest. */
static const struct kconf_source_tree *choose_tree(const struct explain *e)
{
	struct kconf_series series;

	if (e->trees.n == 0)
		return NULL;
	if (e->opts->series) {
		if (kconf_series_parse(e->opts->series, strlen(e->opts->series), &series) < 0)
			return NULL;
		return kconf_source_trees_of(&e->trees, series);
	}
	if (!e->has_config)
		return &e->trees.items[e->trees.n - 1];
	series = (struct kconf_series){ e->subject.release.major, e->subject.release.minor };
	return kconf_source_trees_of(&e->trees, series);
}

static int explain_tree(struct explain *e, bool *ret_known)
{
	const struct kconf_source_tree *chosen = choose_tree(e);
	struct kconf_tree *tree;
	struct kconf_env env;
	const char *near;
	int rc;

	if (!chosen) {
		fputs("kconf: no kernel tree of that series: get it by scripts/kernel-source, or name one by "
		      "--tree\n",
		      stderr);
		return HV_EXIT_FAILED;
	}
	rc = kconf_tree_read(chosen->path, e->arch, &tree);
	if (rc < 0)
		return complain(chosen->path, rc);
	env = (struct kconf_env){ tree, e->has_config ? e->subject.config : NULL };
	kconf_explain_tree(&e->sections, e->symbol, &env);
	*ret_known = kconf_tree_symbol(tree, e->symbol);
	near = *ret_known ? NULL : kconf_tree_nearest(tree, e->symbol);
	fprintf(stderr, "kconf: %s of %u.%u for %s%s%s\n", e->symbol, chosen->series.major,
	        chosen->series.minor, e->arch, *ret_known ? "" : " is not in the tree",
	        near ? "; the nearest name is " : "");
	if (near)
		fprintf(stderr, "kconf: CONFIG_%s?\n", near);
	kconf_tree_free(tree);
	return HV_EXIT_OK;
}

static int explain(struct explain *e)
{
	const char *configs = e->opts->configs;
	AUTO_FREE char *file = NULL;
	unsigned int line;
	bool known = false;
	int rc = kconf_explain_series(&e->sections, e->symbol, &e->trees, e->arch);

	if (rc < 0)
		return complain("kernel trees", rc);
	if (explain_tree(e, &known) != HV_EXIT_OK)
		return HV_EXIT_FAILED;
	rc = kconf_explain_fragments(&e->sections, e->symbol, configs, &e->fragments);
	if (rc < 0)
		return complain(configs, rc);
	kconf_explain_lists(&e->sections, e->symbol, &e->policies);
	rc = kconf_explain_cost(&e->sections, e->symbol, configs, &e->fragments, &file, &line);
	if (rc == -EBADMSG)
		fprintf(stderr, "kconf: %s:%u: no such line in a cost file\n", file ? file : "",
		        line);
	if (rc < 0)
		return rc == -EBADMSG ? HV_EXIT_FAILED : complain(file ? file : configs, rc);
	return known ? HV_EXIT_OK : HV_EXIT_FOUND;
}

static int load(struct explain *e)
{
	const struct options *opts = e->opts;
	const char *bad = NULL;
	int rc = kconf_source_trees_find(opts->tree.items, opts->tree.count, &e->trees, &bad);

	if (rc < 0)
		return complain(bad ? bad : "kernel trees", rc);
	rc = (int)kconf_lists_load(NULL, NULL, &e->policies, stderr);
	if (rc != HV_EXIT_OK || !opts->config)
		return rc;
	rc = (int)kconf_subject_load(opts->config, NULL, opts->arch, &e->subject, stderr);
	e->has_config = rc == HV_EXIT_OK;
	if (e->has_config)
		e->arch = e->subject.arch;
	return rc;
}

int kconf_cmd_explain(int argc, char **argv)
{
	struct options opts = { .configs = "kernel-configs" };
	struct explain e = { .opts = &opts };
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr), rc;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc - 1) {
		fputs("kconf explain: one symbol, please\n", stderr);
		return HV_EXIT_USAGE;
	}
	e.symbol = argv[first] + (strncmp(argv[first], "CONFIG_", 7) == 0 ? 7 : 0);
	e.arch = opts.arch ? opts.arch : "x86_64";
	rc = load(&e);
	if (rc == HV_EXIT_OK) {
		kconf_sections_begin(&e.sections, "hvkit.kconf-explain/1", e.symbol, opts.json,
		                     stdout);
		rc = explain(&e);
		kconf_sections_end(&e.sections);
	}
	kconf_policies_done(&e.policies);
	kconf_words_done(&e.fragments);
	kconf_source_trees_done(&e.trees);
	if (e.has_config)
		kconf_subject_done(&e.subject);
	return rc;
}
