// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "check.h"
#include "commands.h"
#include "file.h"
#include "json.h"
#include "max_file.h"
#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

struct options {
	struct hv_list series, arch, tree;
	const char *configs, *output;
	unsigned long jobs;
	bool all, json;
};

#define OPTION_SOME(field, letter, metavar, help)                                                  \
	{                                                                                          \
#field, letter, HV_OPTION_LIST, metavar, help, offsetof(struct options, field), 0, \
			0                                                                          \
	}

static const struct hv_option options[] = {
	OPTION_FLAG(all, 0, "every flavor there is"),
	OPTION_SOME(series, 's', "X.Y", "only this series; may be repeated"),
	OPTION_SOME(arch, 'a', "ARCH", "only this architecture; may be repeated"),
	OPTION_SOME(tree, 't', "DIR",
	            "kernel tree, in the place of those in the cache; may be repeated"),
	OPTION_STRING(configs, 0, "DIR", "where flavors/ is (kernel-configs)"),
	OPTION_STRING(output, 'o', "DIR", "keep final configs as DIR/FLAVOR-SERIES-ARCH.config"),
	{ "jobs", 'j', HV_OPTION_UINT, "N", "kernel trees at a time (processors)",
	  offsetof(struct options, jobs), 1, 64 },
	OPTION_FLAG(json, 0, "as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf check",
	.synopsis = "[OPTION...] --all | FLAVOR...",
	.summary =
		"Resolves flavors for each series and architecture, and checks that they hold (exit 3).",
	.options = options,
	.options_anywhere = true,
};

/* NAME stands for DIR/flavors/NAME.flavor. */
static int add_flavor(const char *configs, const char *word, struct kconf_words *paths)
{
	AUTO_FREE char *path = NULL;

	if (kconf_is_flavor(word))
		return kconf_words_add(paths, word, strlen(word));
	if (asprintf(&path, "%s/flavors/%s.flavor", configs, word) < 0)
		return -ENOMEM;
	return kconf_words_add(paths, path, strlen(path));
}

/* BASE+NAME.flavor, of DIR/BASE.flavor and NAME.overlay. */
static int add_laid_over(const char *flavor, const char *overlay, struct kconf_words *paths)
{
	const int base = (int)(strlen(flavor) - strlen(".flavor"));
	const int name = (int)(strlen(overlay) - strlen(".overlay"));
	AUTO_FREE char *path = NULL;

	if (asprintf(&path, "%.*s+%.*s.flavor", base, flavor, name, overlay) < 0)
		return -ENOMEM;
	return kconf_words_add(paths, path, strlen(path));
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Each flavor, and each with each overlay laid over it. */
static int add_all(const char *configs, struct kconf_words *paths)
{
	AUTO_FREE char *flavors = NULL, *overlays = NULL;
	glob_t found = { 0 }, over = { 0 };
	int rc = 0;

	if (asprintf(&flavors, "%s/flavors/*.flavor", configs) < 0 ||
	    asprintf(&overlays, "%s/flavors/*.overlay", configs) < 0)
		return -ENOMEM;
	if (glob(flavors, 0, NULL, &found) != 0)
		rc = -ENOENT;
	glob(overlays, 0, NULL, &over);
	for (size_t i = 0; i < found.gl_pathc && rc == 0; i++) {
		const char *path = found.gl_pathv[i];

		rc = kconf_words_add(paths, path, strlen(path));
		for (size_t k = 0; k < over.gl_pathc && rc == 0; k++)
			rc = add_laid_over(path, base_name(over.gl_pathv[k]), paths);
	}
	globfree(&found);
	globfree(&over);
	return rc;
}

static int copy_file(const char *from, const char *to)
{
	AUTO_FREE char *text = NULL;
	FILE *out;
	size_t len;
	int rc = hv_file_read(from, KCONF_MAX_FILE, &text, &len);

	if (rc < 0)
		return rc;
	out = fopen(to, "we");
	if (!out)
		return -errno;
	if (fwrite(text, 1, len, out) != len)
		rc = -EIO;
	return fclose(out) != 0 ? -EIO : rc;
}

/* The configs that hold. */
static enum hv_exit keep(const struct kconf_check *check, const char *folder)
{
	int rc = mkdir(folder, 0777) < 0 && errno != EEXIST ? -errno : 0;

	for (size_t i = 0; i < check->n && rc == 0; i++) {
		const struct kconf_case *c = &check->cases[i];
		AUTO_FREE char *path = NULL;

		if (c->request.findings.n > 0)
			continue;
		if (asprintf(&path, "%s/%s-%s-%s.config", folder, c->flavor->name, c->series,
		             c->arch) < 0)
			rc = -ENOMEM;
		else
			rc = copy_file(c->job.final, path);
	}
	if (rc == 0)
		return HV_EXIT_OK;
	fprintf(stderr, "kconf: %s: %s\n", folder, strerror(-rc));
	return HV_EXIT_FAILED;
}

static void print_text(const struct kconf_check *check)
{
	for (size_t i = 0; i < check->n; i++) {
		const struct kconf_case *c = &check->cases[i];

		if (c->request.findings.n == 0)
			printf("%s %s %s: holds, %zu settings\n", c->flavor->name, c->series,
			       c->arch, c->request.config->n);
		else
			printf("%s %s %s: findings: %zu\n", c->flavor->name, c->series, c->arch,
			       c->request.findings.n);
		kconf_findings_print(&c->request.findings, false, stdout);
	}
}

static void print_json(const struct kconf_check *check)
{
	struct hv_json j;

	hv_json_begin(&j, stdout, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.kconf-check/1");
	hv_json_array(&j, "configs");
	for (size_t i = 0; i < check->n; i++) {
		const struct kconf_case *c = &check->cases[i];

		hv_json_object(&j, NULL);
		hv_json_string(&j, "flavor", c->flavor->name);
		hv_json_string(&j, "series", c->series);
		hv_json_string(&j, "arch", c->arch);
		hv_json_uint(&j, "settings", c->request.config->n);
		kconf_findings_write(&c->request.findings, &j);
		hv_json_end_object(&j);
	}
	hv_json_end_array(&j);
	hv_json_end_object(&j);
}

static enum hv_exit run(const struct options *opts, struct kconf_check *check)
{
	enum hv_exit rc = kconf_check_run(check, (unsigned int)opts->jobs, stderr);

	if (rc != HV_EXIT_OK)
		return rc;
	if (opts->json)
		print_json(check);
	else
		print_text(check);
	if (opts->output)
		rc = keep(check, opts->output);
	return rc == HV_EXIT_OK && kconf_check_findings(check) > 0 ? HV_EXIT_FOUND : rc;
}

static enum hv_exit check_flavors(const struct options *opts, const struct kconf_words *paths)
{
	const struct kconf_check_scope scope = { opts->series.items, opts->arch.items,
		                                 opts->series.count, opts->arch.count };
	struct kconf_source_trees trees;
	struct kconf_check check;
	const char *bad = NULL;
	enum hv_exit rc;
	int failed = kconf_source_trees_find(opts->tree.items, opts->tree.count, &trees, &bad);

	if (failed < 0) {
		fprintf(stderr, "kconf: %s: %s\n", bad ? bad : "kernel trees",
		        failed == -EINVAL ? "its Makefile does not say which kernel it is"
		                          : strerror(-failed));
		return HV_EXIT_FAILED;
	}
	rc = kconf_check_begin(&check, paths->items, paths->n, &scope, &trees, stderr);
	if (rc == HV_EXIT_OK)
		rc = run(opts, &check);
	kconf_check_done(&check);
	kconf_source_trees_done(&trees);
	return rc;
}

int kconf_cmd_check(int argc, char **argv)
{
	struct options opts = { .configs = "kernel-configs",
		                .jobs = (unsigned long)sysconf(_SC_NPROCESSORS_ONLN) };
	struct kconf_words paths = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr), rc = 0;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (opts.all == (first < argc)) {
		fputs("kconf check: --all, or at least one flavor, but not both\n", stderr);
		return HV_EXIT_USAGE;
	}
	if (opts.all)
		rc = add_all(opts.configs, &paths);
	for (int i = first; i < argc && rc == 0; i++)
		rc = add_flavor(opts.configs, argv[i], &paths);
	if (rc < 0) {
		fprintf(stderr, "kconf: %s/flavors: %s\n", opts.configs, strerror(-rc));
		rc = HV_EXIT_FAILED;
	} else {
		rc = check_flavors(&opts, &paths);
	}
	kconf_words_done(&paths);
	return rc;
}
