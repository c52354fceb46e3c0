// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "derive.h"
#include "tree_release.h"
#include <errno.h>
#include <string.h>

#define TAG "trees"

struct options {
	const char *policy;
	struct hv_list arch;
	bool verbose;
};

static const struct hv_option options[] = {
	{ "arch", 'a', HV_OPTION_LIST, "ARCH",
	  "architecture to read the trees for; may be repeated", offsetof(struct options, arch), 0,
	  0 },
	OPTION_STRING(policy, 0, "DIR", "tables that know more, in place of the program's own"),
	OPTION_FLAG(verbose, 'v', "name what was read, on standard error"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf changes",
	.synopsis = "-a ARCH... OLDEST-TREE TREE...",
	.summary =
		"What is gone, or takes other values, from tree to tree, as a table for kconf migrate.",
	.options = options,
	.options_anywhere = true,
};

static int complain(const char *path, int rc)
{
	fprintf(stderr, "kconf changes: %s: %s\n", path,
	        rc == -EINVAL ? "its Makefile gives no version" : strerror(-rc));
	return HV_EXIT_FAILED;
}

static void kernel_done(struct kconf_kernel *kernel)
{
	for (unsigned int i = 0; i < kernel->n; i++)
		kconf_tree_free(kernel->trees[i]);
	kernel->n = 0;
}

static int read_kernel(const struct options *o, const char *top, struct kconf_kernel *kernel)
{
	int rc = kconf_tree_release(top, &kernel->release);

	kernel->n = 0;
	for (unsigned int i = 0; i < o->arch.count && rc == 0; i++) {
		rc = kconf_tree_read(top, o->arch.items[i], &kernel->trees[i]);
		kernel->n += rc == 0;
	}
	if (rc == 0 && o->verbose)
		fprintf(stderr, "kconf changes: %s: Linux %u.%u.%u\n", top, kernel->release.major,
		        kernel->release.minor, kernel->release.point);
	return rc;
}

static void print_source(char **tops, int n)
{
	printf("source " TAG " = kernel trees");
	for (int i = 0; i < n; i++) {
		struct kconf_release r = { 0 };

		kconf_tree_release(tops[i], &r);
		printf("%s %u.%u.%u", i ? "," : "", r.major, r.minor, r.point);
	}
	printf("\n");
}

/* Each tree against the one before it. */
static int derive_all(const struct options *o, const struct kconf_changes *known, char **tops,
                      int n)
{
	struct kconf_kernel kernels[2] = { 0 };
	int rc = read_kernel(o, tops[0], &kernels[0]), at = 0;

	for (; rc == 0 && at + 1 < n; at++) {
		struct kconf_kernel *old = &kernels[at % 2], *new = &kernels[(at + 1) % 2];

		rc = read_kernel(o, tops[at + 1], new);
		if (rc < 0) {
			at++;
			break;
		}
		if (at == 0)
			print_source(tops, n);
		printf("\n");
		rc = kconf_derive(old, new, known, TAG, stdout);
		kernel_done(old);
	}
	kernel_done(&kernels[0]);
	kernel_done(&kernels[1]);
	return rc < 0 ? complain(tops[at], rc) : HV_EXIT_OK;
}

/* A table of our own making knows nothing more: its source is ours. */
static void leave_own(struct kconf_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		const struct kconf_sources *s = &changes->tables[i].sources;

		if (s->n == 1 && strcmp(s->items[0]->tag, TAG) == 0) {
			kconf_change_table_done(&changes->tables[i]);
			changes->tables[i] = changes->tables[--changes->n];
			return;
		}
	}
}

static int changes_of(const struct options *o, char **tops, int n)
{
	struct kconf_findings findings = { 0 };
	struct kconf_changes known = { 0 };
	int rc = kconf_changes_read(o->policy, &findings, &known);

	if (rc < 0) {
		rc = complain(o->policy ? o->policy : "the tables of changes", rc);
	} else if (findings.n > 0) {
		kconf_findings_print(&findings, false, stderr);
		rc = HV_EXIT_FAILED;
	} else {
		leave_own(&known);
		rc = derive_all(o, &known, tops, n);
	}
	if (rc == HV_EXIT_OK && (fflush(stdout) != 0 || ferror(stdout)))
		rc = complain("standard output", errno ? -errno : -EIO);
	kconf_changes_done(&known);
	kconf_findings_done(&findings);
	return rc;
}

int kconf_cmd_changes(int argc, char **argv)
{
	struct options o = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first < 2 || o.arch.count == 0 || o.arch.count > KCONF_DERIVE_ARCHES) {
		fputs("kconf changes: two trees or more, the oldest first, and up to four --arch\n",
		      stderr);
		return HV_EXIT_USAGE;
	}
	return changes_of(&o, argv + first, argc - first);
}
