// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"
#include "auto.h"
#include "config_write.h"
#include "file.h"
#include "klog.h"
#include "max_file.h"
#include "need.h"
#include "survive.h"
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

enum { LAST_WORDS = 1500 };

static enum hv_exit complain(FILE *err, const char *what, int rc)
{
	fprintf(err, "kconf: %s: %s\n", what, strerror(-rc));
	return HV_EXIT_FAILED;
}

static enum hv_exit read_flavors(struct kconf_check *check, size_t n, FILE *err)
{
	struct kconf_findings findings = { 0 };
	int rc = 0;

	check->flavors = calloc(n, sizeof(*check->flavors));
	if (!check->flavors)
		return complain(err, "flavors", -ENOMEM);
	for (size_t i = 0; i < n; i++) {
		rc = kconf_flavor_read(check->paths[i], &findings, &check->flavors[i]);
		if (rc < 0)
			return complain(err, check->paths[i], rc);
		check->n_flavors++;
	}
	if (findings.n > 0)
		kconf_findings_print(&findings, false, err);
	rc = findings.n > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
	kconf_findings_done(&findings);
	return (enum hv_exit)rc;
}

static bool is_among(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return n == 0;
}

static enum hv_exit add_case(struct kconf_check *check, struct kconf_flavor *flavor,
                             const char *series, const char *arch,
                             const struct kconf_source_trees *trees, FILE *err)
{
	const struct kconf_source_tree *tree;
	struct kconf_case c = { .flavor = flavor, .series = series, .arch = arch }, *cases;
	enum hv_exit rc = kconf_target_from_options(series, arch, &c.target, err);

	if (rc != HV_EXIT_OK)
		return rc;
	tree = kconf_source_trees_of(trees, c.target.series);
	if (!tree) {
		fprintf(err,
		        "kconf: no kernel tree of series %s: get it by scripts/kernel-source %s, or "
		        "name one by --tree\n",
		        series, series);
		return HV_EXIT_FAILED;
	}
	c.job.tree = tree->path;
	c.job.arch = arch;
	cases = reallocarray(check->cases, check->n + 1, sizeof(*cases));
	if (!cases)
		return complain(err, "cases", -ENOMEM);
	check->cases = cases;
	cases[check->n++] = c;
	return HV_EXIT_OK;
}

static enum hv_exit add_cases(struct kconf_check *check, struct kconf_flavor *f,
                              const struct kconf_check_scope *scope,
                              const struct kconf_source_trees *trees, FILE *err)
{
	enum hv_exit rc = HV_EXIT_OK;

	for (size_t s = 0; s < f->series.n; s++) {
		if (!is_among(f->series.items[s], scope->series, scope->n_series))
			continue;
		for (size_t a = 0; a < f->arches.n && rc == HV_EXIT_OK; a++)
			if (is_among(f->arches.items[a], scope->arches, scope->n_arches))
				rc = add_case(check, f, f->series.items[s], f->arches.items[a],
				              trees, err);
	}
	return rc;
}

static int by_tree(const void *a, const void *b)
{
	const struct kconf_case *x = a, *y = b;
	int order = strverscmp(x->job.tree, y->job.tree);

	if (order == 0)
		order = strcmp(x->arch, y->arch);
	return order ? order : strcmp(x->flavor->name, y->flavor->name);
}

enum hv_exit kconf_check_begin(struct kconf_check *check, char **paths, size_t n,
                               const struct kconf_check_scope *scope,
                               const struct kconf_source_trees *trees, FILE *err)
{
	enum hv_exit rc;

	*check = (struct kconf_check){ .paths = paths };
	rc = read_flavors(check, n, err);
	for (size_t i = 0; i < check->n_flavors && rc == HV_EXIT_OK; i++)
		rc = add_cases(check, &check->flavors[i], scope, trees, err);
	if (rc != HV_EXIT_OK)
		return rc;
	if (check->n == 0) {
		fputs("kconf: the flavors have no such series and architecture\n", err);
		return HV_EXIT_USAGE;
	}
	qsort(check->cases, check->n, sizeof(*check->cases), by_tree);
	return HV_EXIT_OK;
}

static char *file_name(const struct kconf_check *check, size_t i, const char *suffix)
{
	char *path;

	return asprintf(&path, "%s/%zu.%s", check->folder, i, suffix) < 0 ? NULL : path;
}

/* What the case asks for, in a file for kconfig, unless it is not even worth asking. */
static enum hv_exit prepare(struct kconf_check *check, size_t i, FILE *err)
{
	struct kconf_case *c = &check->cases[i];
	/* The caller's path names the overlays too, as the flavor's own does not. */
	char **path = &check->paths[c->flavor - check->flavors];
	enum hv_exit rc = kconf_request_load(&c->request, path, 1, &c->target, err);
	int failed;

	if (rc != HV_EXIT_OK || c->request.findings.n > 0)
		return rc;
	c->job.asked = file_name(check, i, "asked");
	c->job.final = file_name(check, i, "config");
	c->job.log = file_name(check, i, "log");
	if (!c->job.asked || !c->job.final || !c->job.log)
		return complain(err, "files", -ENOMEM);
	failed = kconf_config_write(c->request.config, c->job.asked);
	c->resolved = failed == 0;
	return failed < 0 ? complain(err, c->job.asked, failed) : HV_EXIT_OK;
}

/* The end of what make, the compiler or kconfig said. */
static enum hv_exit last_words(const struct kconf_case *c, FILE *err)
{
	AUTO_FREE char *text = NULL;
	size_t len = 0;

	hv_file_read(c->job.log, KCONF_MAX_FILE, &text, &len);
	if (text)
		fputs(text + (len > LAST_WORDS ? len - LAST_WORDS : 0), err);
	fprintf(err, "kconf: %s %s %s: the kernel's kconfig failed in %s%s\n", c->flavor->name,
	        c->series, c->arch, c->job.tree, text ? ", as above" : "");
	return HV_EXIT_FAILED;
}

static enum hv_exit judge_final(struct kconf_case *c, const struct kconf_tree *tree, FILE *err)
{
	struct kconf_config *final = NULL;
	int rc = kconf_config_read(c->job.final, &final);

	if (rc == -ENOENT)
		return c->request.findings.n > 0 ? HV_EXIT_OK : last_words(c, err);
	if (rc < 0)
		return complain(err, c->job.final, rc);
	kconf_check_survival(c->request.config, final, tree, &c->request.findings);
	kconf_check_needs(&c->flavor->requires, &c->flavor->forbids, c->flavor->path, &c->target,
	                  final, tree, &c->request.findings);
	kconf_config_free(final);
	return HV_EXIT_OK;
}

static enum hv_exit judge(struct kconf_case *c, const struct kconf_tree *tree, FILE *err)
{
	AUTO_FREE char *log = NULL;
	size_t len;

	if (!c->resolved)
		return HV_EXIT_OK;
	if (c->job.rc == -ECHILD && access(c->job.final, R_OK) < 0)
		return last_words(c, err);
	if (c->job.rc < 0 && c->job.rc != -ECHILD)
		return complain(err, c->job.tree, c->job.rc);
	kconf_check_symbols(c->request.config, tree, &c->request.findings);
	if (hv_file_read(c->job.log, KCONF_MAX_FILE, &log, &len) == 0)
		kconf_klog_translate(log, c->job.asked, c->request.config, &c->request.findings);
	return judge_final(c, tree, err);
}

/* The cases of one tree and architecture, which is read once. */
static enum hv_exit judge_some(struct kconf_case *cases, size_t n, FILE *err)
{
	struct kconf_tree *tree;
	enum hv_exit rc = HV_EXIT_OK;
	int failed = kconf_tree_read(cases->job.tree, cases->arch, &tree);

	if (failed < 0)
		return complain(err, cases->job.tree, failed);
	for (size_t i = 0; i < n && rc == HV_EXIT_OK; i++)
		rc = judge(&cases[i], tree, err);
	kconf_tree_free(tree);
	return rc;
}

static enum hv_exit resolve(struct kconf_check *check, unsigned int parallel, FILE *err)
{
	AUTO_FREE struct kconf_job *jobs = calloc(check->n, sizeof(*jobs));
	AUTO_FREE char *cache = kconf_cached("kconfig");
	size_t n = 0;
	int rc = -ENOMEM;

	for (size_t i = 0; jobs && i < check->n; i++)
		if (check->cases[i].resolved)
			jobs[n++] = check->cases[i].job;
	if (jobs && cache)
		rc = kconf_resolve(jobs, n, cache, parallel);
	if (rc < 0)
		return complain(err, cache ? cache : "cache", rc);
	for (size_t i = 0, k = 0; i < check->n; i++)
		if (check->cases[i].resolved)
			check->cases[i].job.rc = jobs[k++].rc;
	return HV_EXIT_OK;
}

enum hv_exit kconf_check_run(struct kconf_check *check, unsigned int parallel, FILE *err)
{
	enum hv_exit rc = HV_EXIT_OK;

	snprintf(check->folder, sizeof(check->folder), "/tmp/kconf-check-XXXXXX");
	if (!mkdtemp(check->folder)) {
		check->folder[0] = '\0';
		return complain(err, "/tmp", -errno);
	}
	for (size_t i = 0; i < check->n && rc == HV_EXIT_OK; i++)
		rc = prepare(check, i, err);
	if (rc == HV_EXIT_OK)
		rc = resolve(check, parallel, err);
	for (size_t i = 0, end; i < check->n && rc == HV_EXIT_OK; i = end) {
		const struct kconf_case *first = &check->cases[i];

		for (end = i; end < check->n &&
		              strcmp(check->cases[end].job.tree, first->job.tree) == 0 &&
		              strcmp(check->cases[end].arch, first->arch) == 0;)
			end++;
		rc = judge_some(&check->cases[i], end - i, err);
	}
	return rc;
}

size_t kconf_check_findings(const struct kconf_check *check)
{
	size_t n = 0;

	for (size_t i = 0; i < check->n; i++)
		n += check->cases[i].request.findings.n;
	return n;
}

/* Our own folder holds files only. */
static void remove_folder(const char *folder)
{
	AUTO_FREE char *pattern = NULL;
	glob_t found;

	if (!*folder || asprintf(&pattern, "%s/*", folder) < 0)
		return;
	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
		globfree(&found);
	}
	rmdir(folder);
}

void kconf_check_done(struct kconf_check *check)
{
	for (size_t i = 0; i < check->n; i++) {
		kconf_request_done(&check->cases[i].request);
		free(check->cases[i].job.asked);
		free(check->cases[i].job.final);
		free(check->cases[i].job.log);
	}
	for (size_t i = 0; i < check->n_flavors; i++)
		kconf_flavor_done(&check->flavors[i]);
	free(check->cases);
	free(check->flavors);
	remove_folder(check->folder);
}
