// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"
#include "lists.h"
#include "pair.h"
#include <errno.h>
#include <string.h>

struct options {
	const char *config, *daemons, *initramfs, *series, *arch;
	bool json;
};

static const struct hv_option options[] = {
	OPTION_STRING(config, 'c', "FILE", "the kernel's config, plain or as gzip"),
	OPTION_STRING(daemons, 'd', "DIR|LIST", "folder that has the daemons, or kvp,vss,fcopy"),
	OPTION_STRING(initramfs, 'i', "FILE|none", "image, or a list of the modules in it"),
	OPTION_STRING(series, 's', "X.Y[.Z]", "kernel release, in place of what the config says"),
	OPTION_STRING(arch, 'a', "ARCH", "architecture, in place of what the config says"),
	OPTION_FLAG(json, 0, "findings as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf pair",
	.synopsis = "-c FILE [-d DIR|LIST] [-i FILE|none] [OPTION...]",
	.summary = "Do a config, Hyper-V's daemons and an initramfs fit each other? (exit 3: no.)",
	.options = options,
	.options_anywhere = true,
};

static enum hv_exit load_daemons(const char *what, struct kconf_daemons *daemons)
{
	int rc = what ? kconf_daemons_find(what, daemons) : 0;

	if (rc == 0)
		return HV_EXIT_OK;
	fprintf(stderr,
	        rc == -EINVAL ? "kconf: %s: neither a folder nor words of kvp, vss, fcopy\n"
	        : rc == -ENOENT
	                ? "kconf: %s: no hv_*_daemon in it or where distributions put them\n"
	                : "kconf: %s: out of memory\n",
	        what);
	return rc == -EINVAL ? HV_EXIT_USAGE : HV_EXIT_FAILED;
}

static enum hv_exit load_initramfs(const char *path, struct kconf_initramfs *initramfs)
{
	int rc = path ? kconf_initramfs_read(path, initramfs) : 0;

	if (rc == 0)
		return HV_EXIT_OK;
	fprintf(stderr, "kconf: %s: %s\n", path,
	        rc == -EINVAL
	                ? "neither an initramfs (newc, plain or compressed) nor a list of modules"
	                : strerror(-rc));
	return HV_EXIT_FAILED;
}

/* What could not be looked at is said, so that silence means that all was. */
static void say_limits(const struct kconf_daemons *daemons, const struct kconf_initramfs *initramfs)
{
	if (!daemons->told)
		fputs("kconf: daemons were not looked at (--daemons)\n", stderr);
	if (initramfs->kind == KCONF_INITRAMFS_UNTOLD)
		fputs("kconf: the initramfs was not looked at (--initramfs)\n", stderr);
	if (initramfs->opaque)
		fprintf(stderr,
		        "kconf: %s: packed by %s, so its modules were not looked at; unpack it, or give "
		        "a list of them\n",
		        initramfs->path, initramfs->compression);
}

static enum hv_exit check(const struct options *opts, const struct kconf_subject *subject,
                          const struct kconf_daemons *daemons,
                          const struct kconf_initramfs *initramfs)
{
	struct kconf_findings findings = { 0 };
	const struct kconf_pair pair = { subject, daemons, initramfs, &findings };
	bool found;

	kconf_pair_check(&pair);
	found = findings.n > 0;
	if (found || opts->json)
		kconf_findings_print(&findings, opts->json, stdout);
	kconf_findings_done(&findings);
	say_limits(daemons, initramfs);
	return found ? HV_EXIT_FOUND : HV_EXIT_OK;
}

static enum hv_exit run(const struct options *opts)
{
	struct kconf_daemons daemons = { 0 };
	struct kconf_initramfs initramfs = { 0 };
	struct kconf_subject subject;
	enum hv_exit exit = load_daemons(opts->daemons, &daemons);

	if (exit == HV_EXIT_OK)
		exit = load_initramfs(opts->initramfs, &initramfs);
	if (exit == HV_EXIT_OK)
		exit = kconf_subject_load(opts->config, opts->series, opts->arch, &subject, stderr);
	if (exit == HV_EXIT_OK) {
		exit = check(opts, &subject, &daemons, &initramfs);
		kconf_subject_done(&subject);
	}
	kconf_initramfs_done(&initramfs);
	return exit;
}

int kconf_cmd_pair(int argc, char **argv)
{
	struct options opts = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &opts, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (!opts.config && first == argc - 1)
		opts.config = argv[first++];
	if (first != argc || !opts.config) {
		fputs("kconf pair: exactly one config, with --config\n", stderr);
		return HV_EXIT_USAGE;
	}
	return run(&opts);
}
