// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "config.h"
#include "file.h"
#include "json.h"
#include "modules.h"
#include "plan.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/utsname.h>

enum { TEXT_MAX = 1 << 20 };

struct options {
	const char *root, *release, *config, *kernel, *fstab, *cmdline;
	bool json;
};

static const struct hv_option options[] = {
	OPTION_STRING("root", root, 0, "DIR",
	              "the system, where all else is looked for (default /)"),
	OPTION_STRING("release", release, 0, "RELEASE",
	              "of its kernels (default: the running one)"),
	OPTION_STRING("config", config, 'c', "FILE", "the kernel's config"),
	OPTION_STRING("kernel", kernel, 'k', "DIR", "its /lib/modules/RELEASE"),
	OPTION_STRING("fstab", fstab, 0, "FILE", "the system's fstab"),
	OPTION_STRING("cmdline", cmdline, 0, "WORDS", "the command line"),
	OPTION_FLAG("json", json, 0, "as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs plan",
	.synopsis = "[OPTION...]",
	.summary = "Says what kind of initramfs a system needs, if any, and why.",
	.options = options,
};

struct input {
	struct config config;
	struct modules modules;
	char *fstab, *cmdline;
};

static int read_text(const char *path, char **ret, struct fault *fault)
{
	size_t len;
	int rc = hv_file_read(path, TEXT_MAX, ret, &len);

	return rc < 0 ? fault_set(fault, rc, "%s: %s", path, strerror(-rc)) : 0;
}

/* Where it is when not said: then it may be missing, and an empty text is meant. */
static int read_default(const char *root, const char *path, char **ret, struct fault *fault)
{
	char full[PATH_MAX];
	int rc;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	rc = read_text(full, ret, fault);
	if (rc != -ENOENT)
		return rc;
	*ret = strdup("");
	return *ret ? 0 : fault_set(fault, -ENOMEM, "out of memory");
}

/* boot/config-RELEASE, or where distributions without such a file have it. */
static int read_config(const struct options *o, const char *release, struct input *in,
                       struct fault *fault)
{
	static const struct {
		const char *before, *after;
	} places[] = { { "boot/config-", "" },
		       { "lib/modules/", "/config" },
		       { "usr/lib/modules/", "/config" } };

	if (o->config)
		return config_read(&in->config, o->config, fault);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%.2000s/%s%.256s%s", o->root, places[i].before,
		         release, places[i].after);
		if (access(path, F_OK) == 0)
			return config_read(&in->config, path, fault);
	}
	return 0;
}

static int read_modules(const struct options *o, const char *release, struct input *in,
                        struct fault *fault)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.2000s/lib/modules/%.256s", o->root, release);
	return modules_read_folder(&in->modules, o->kernel ? o->kernel : path, false, fault);
}

static int read_input(const struct options *o, struct input *in, struct fault *fault)
{
	struct utsname uts = { .release = "" };
	const char *release = o->release;
	int rc;

	if (!release && uname(&uts) == 0)
		release = uts.release;
	rc = read_config(o, release, in, fault);
	rc = rc < 0 ? rc : read_modules(o, release, in, fault);
	if (rc == 0)
		rc = o->fstab ? read_text(o->fstab, &in->fstab, fault)
		              : read_default(o->root, "etc/fstab", &in->fstab, fault);
	if (rc == 0 && o->cmdline)
		in->cmdline = strdup(o->cmdline);
	else if (rc == 0)
		rc = read_default(o->root, "proc/cmdline", &in->cmdline, fault);
	if (rc == 0 && !in->config.text && in->modules.n_items == 0)
		rc = fault_set(fault, -ENOENT,
		               "nothing is known of the kernel %s: give --config or --kernel",
		               release);
	return rc;
}

static void print_words(const struct plan *p)
{
	printf("plan: %s\n", plan_kind_name(p->kind));
	for (unsigned int i = 0; i < p->n; i++)
		printf("%-12s %s\n", plan_kind_name(p->reasons[i].kind), p->reasons[i].text);
	if (p->kind == PLAN_INIT)
		puts("build: scripts/initramfs-build");
	if (p->kind == PLAN_MODULES)
		printf("build: scripts/initramfs-build --kernel DIR%s%s%s%s\n",
		       *p->profiles ? " --profile " : "", p->profiles, *p->fs ? " --fs " : "",
		       p->fs);
}

static void print_json(const struct plan *p)
{
	struct hv_json j;

	hv_json_begin(&j, stdout, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.irfs-plan/1");
	hv_json_string(&j, "plan", plan_kind_name(p->kind));
	hv_json_array(&j, "reasons");
	for (unsigned int i = 0; i < p->n; i++) {
		hv_json_object(&j, NULL);
		hv_json_string(&j, "suffices", plan_kind_name(p->reasons[i].kind));
		hv_json_string(&j, "reason", p->reasons[i].text);
		hv_json_end_object(&j);
	}
	hv_json_end_array(&j);
	hv_json_string(&j, "profiles", p->profiles);
	hv_json_string(&j, "fs", p->fs);
	hv_json_end_object(&j);
}

int irfs_cmd_plan(int argc, char **argv)
{
	struct options o = { .root = "" };
	struct input in = { .fstab = NULL };
	struct fault fault;
	struct plan plan;
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr), rc;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc)
		return irfs_usage("plan", "what is '%s'?", argv[first]);
	rc = read_input(&o, &in, &fault);
	if (rc == 0) {
		const struct plan_input input = { &in.config, &in.modules, in.cmdline, in.fstab };

		plan_make(&input, &plan);
		(o.json ? print_json : print_words)(&plan);
		rc = plan.kind == PLAN_IMPOSSIBLE ? HV_EXIT_FOUND : HV_EXIT_OK;
	} else {
		rc = irfs_failed(&fault);
	}
	config_done(&in.config);
	modules_done(&in.modules);
	free(in.fstab);
	free(in.cmdline);
	return rc;
}
