// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "migrate.h"
#include "tree_release.h"
#include <errno.h>
#include <string.h>

struct options {
	const char *to, *from, *tree, *arch, *policy, *output;
	bool json, verbose;
};

static const struct hv_option options[] = {
	OPTION_STRING(to, 't', "X.Y", "kernel series to carry it to; 7.x: the newest 7 known"),
	OPTION_STRING(from, 'f', "X.Y", "kernel it is for, when its heading does not tell"),
	OPTION_STRING(tree, 'T', "DIR", "kernel source tree of the new series, to check against"),
	OPTION_STRING(arch, 'a', "ARCH", "architecture, when its heading does not tell"),
	OPTION_STRING(output, 'o', "FILE", "where to write the new config, not to standard output"),
	OPTION_STRING(policy, 0, "DIR", "tables of changes in place of the program's own"),
	OPTION_FLAG(json, 0, "what happened as one JSON object on standard output; needs -o"),
	OPTION_FLAG(verbose, 'v', "name what was read, on standard error"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf migrate",
	.synopsis = "CONFIG --to X.Y [--tree DIR] [-o FILE]",
	.summary =
		"Carries a config to another kernel series, and says why what changed (exit 3: decide).",
	.options = options,
	.options_anywhere = true,
};

static int complain(const char *path, int rc)
{
	fprintf(stderr, "kconf migrate: %s: %s\n", path, strerror(-rc));
	return HV_EXIT_FAILED;
}

static bool same_series(struct kconf_release a, struct kconf_release b)
{
	return a.major == b.major && a.minor == b.minor;
}

/* "7.x": the newest series of that major number that a change came with. */
static bool newest_of(const struct kconf_changes *changes, const char *text,
                      struct kconf_release *to)
{
	struct kconf_release found = { 0 };
	unsigned int major;
	char x, more;

	if (sscanf(text, "%4u.%c%c", &major, &x, &more) != 2 || x != 'x')
		return false;
	for (size_t t = 0; t < changes->n; t++) {
		for (size_t i = 0; i < changes->tables[t].n; i++) {
			const struct kconf_change *c = &changes->tables[t].items[i];

			if (c->kind != KCONF_TRAP && c->last.major == major &&
			    kconf_release_compare(c->last, found) > 0)
				found = c->last;
		}
	}
	found.point = KCONF_NEWEST_POINT;
	*to = found;
	return found.major > 0;
}

/* The release to go to, from --to and the tree. */
static int find_target(const struct options *o, const struct kconf_changes *changes,
                       struct kconf_release *to)
{
	struct kconf_release tree = { 0 };
	int rc = o->tree ? kconf_tree_release(o->tree, &tree) : 0;

	if (rc < 0) {
		fprintf(stderr, "kconf migrate: %s: not a kernel source tree: %s\n", o->tree,
		        rc == -EINVAL ? "its Makefile gives no version" : strerror(-rc));
		return HV_EXIT_FAILED;
	}
	*to = tree;
	if (!o->to || (o->tree && strstr(o->to, ".x") && strtoul(o->to, NULL, 10) == tree.major))
		return HV_EXIT_OK;
	if (!newest_of(changes, o->to, to) && kconf_release_parse(o->to, strlen(o->to), to) < 0) {
		fprintf(stderr, "kconf migrate: not a kernel series such as 6.18 or 7.x: %s\n",
		        o->to);
		return HV_EXIT_USAGE;
	}
	if (!o->tree)
		return HV_EXIT_OK;
	if (!same_series(*to, tree)) {
		fprintf(stderr, "kconf migrate: %s is a tree of %u.%u, not of %s\n", o->tree,
		        tree.major, tree.minor, o->to);
		return HV_EXIT_USAGE;
	}
	*to = tree;
	return HV_EXIT_OK;
}

/* The release the config is for. */
static int find_origin(const struct options *o, const struct kconf_old_config *old,
                       struct kconf_release *from)
{
	if (o->from) {
		if (kconf_release_parse(o->from, strlen(o->from), from) == 0)
			return HV_EXIT_OK;
		fprintf(stderr, "kconf migrate: not a kernel release such as 6.12: %s\n", o->from);
		return HV_EXIT_USAGE;
	}
	*from = old->release;
	if (old->has_release)
		return HV_EXIT_OK;
	fprintf(stderr,
	        "kconf migrate: %s has no heading \"# Linux/ARCH X.Y.Z Kernel Configuration\": say "
	        "with --from which kernel it is for\n",
	        old->path);
	return HV_EXIT_USAGE;
}

static int read_tree(const struct options *o, const struct kconf_old_config *old,
                     struct kconf_tree **tree)
{
	const char *arch = o->arch ? o->arch : old->arch;
	int rc;

	if (!o->tree)
		return HV_EXIT_OK;
	if (!arch) {
		fprintf(stderr,
		        "kconf migrate: %s: its heading tells no architecture: say --arch\n",
		        old->path);
		return HV_EXIT_USAGE;
	}
	rc = kconf_tree_read(o->tree, arch, tree);
	return rc < 0 ? complain(o->tree, rc) : HV_EXIT_OK;
}

static void name_release(struct kconf_release r, char *room, size_t size)
{
	if (r.point == KCONF_NEWEST_POINT)
		snprintf(room, size, "%u.%u", r.major, r.minor);
	else
		snprintf(room, size, "%u.%u.%u", r.major, r.minor, r.point);
}

static int write_config(const struct options *o, struct kconf_migration *m)
{
	FILE *out = o->output ? fopen(o->output, "we") : stdout;
	char release[40];
	bool written;

	if (!out)
		return complain(o->output, -errno);
	name_release(m->to, release, sizeof(release));
	written =
		kconf_old_config_write(m->old, m->config, release, kconf_migration_anchor, m, out);
	errno = 0;
	written &= fflush(out) == 0 && !ferror(out);
	if (out != stdout)
		written &= fclose(out) == 0;
	return written ? HV_EXIT_OK
	               : complain(o->output ? o->output : "standard output", errno ? -errno : -EIO);
}

static void sum_up(const struct kconf_migration *m)
{
	char from[40], to[40];

	name_release(m->from, from, sizeof(from));
	name_release(m->to, to, sizeof(to));
	fprintf(stderr,
	        "kconf migrate: %s to %s: %zu carried over, %zu settings dropped, %zu to decide\n",
	        from, to, m->carried, m->dropped, m->decisions);
}

static int report(const struct options *o, struct kconf_migration *m, size_t syntax)
{
	int rc = write_config(o, m);

	if (rc != HV_EXIT_OK)
		return rc;
	if (m->findings->n > 0 || o->json)
		kconf_findings_print(m->findings, o->json, o->json ? stdout : stderr);
	sum_up(m);
	return m->decisions + syntax > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
}

/* With all that was read: the way must be one we know. */
static int run(const struct options *o, struct kconf_migration *m)
{
	const size_t syntax = m->findings->n;
	int rc;

	if (kconf_release_compare(m->to, m->from) < 0 && !same_series(m->to, m->from) && !m->tree) {
		fprintf(stderr,
		        "kconf migrate: the way back to %u.%u needs --tree: only the tree "
		        "knows what that kernel does not have yet\n",
		        m->to.major, m->to.minor);
		return HV_EXIT_USAGE;
	}
	rc = kconf_migrate(m);
	return rc < 0 ? complain(m->old->path, rc) : report(o, m, syntax);
}

static int with_config(const struct options *o, const struct kconf_changes *changes,
                       struct kconf_old_config *old, struct kconf_findings *findings)
{
	struct kconf_migration m = { .changes = changes, .old = old, .findings = findings };
	struct kconf_tree *tree = NULL;
	int rc = find_origin(o, old, &m.from);

	if (rc == HV_EXIT_OK)
		rc = find_target(o, changes, &m.to);
	if (rc == HV_EXIT_OK)
		rc = read_tree(o, old, &tree);
	m.tree = tree;
	if (rc == HV_EXIT_OK && o->verbose)
		fprintf(stderr, "kconf migrate: %zu settings of %s, %zu tables of changes\n",
		        old->config->n, old->path, changes->n);
	if (rc == HV_EXIT_OK)
		rc = run(o, &m);
	kconf_migration_done(&m);
	kconf_tree_free(tree);
	return rc;
}

static int migrate(const struct options *o, const char *path)
{
	struct kconf_findings findings = { 0 };
	struct kconf_changes changes = { 0 };
	struct kconf_old_config old = { 0 };
	int rc = kconf_changes_read(o->policy, &findings, &changes);

	if (rc < 0) {
		rc = complain(o->policy ? o->policy : "the tables of changes", rc);
	} else if (findings.n > 0) {
		kconf_findings_print(&findings, false, stderr);
		rc = HV_EXIT_FAILED;
	} else {
		rc = kconf_old_config_read(path, &findings, &old);
		rc = rc < 0 ? complain(path, rc) : with_config(o, &changes, &old, &findings);
	}
	kconf_old_config_done(&old);
	kconf_changes_done(&changes);
	kconf_findings_done(&findings);
	return rc;
}

static int wrong(const char *what)
{
	fprintf(stderr, "kconf migrate: %s (see kconf migrate --help)\n", what);
	return HV_EXIT_USAGE;
}

int kconf_cmd_migrate(int argc, char **argv)
{
	struct options o = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr), more = 1;

	/* Options may stand behind the config as well. */
	if (first >= 0 && first < argc)
		more = hv_cli_parse(&cli, argc - first, argv + first, &o, stdout, stderr);
	if (first < 0 || more < 0)
		return first == HV_CLI_DONE || more == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first == argc || first + more != argc)
		return wrong("one config, please");
	if (!o.to && !o.tree)
		return wrong("to which series? --to X.Y, or --tree DIR");
	if (o.json && !o.output)
		return wrong("--json takes standard output: say with -o where the config goes");
	return migrate(&o, argv[first]);
}
