// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "build.h"
#include "commands.h"
#include "json.h"
#include "manifest.h"
#include "output.h"
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

struct options {
	const char *out, *manifest, *config, *prefer, *root;
	struct build_request request;
	struct hv_list budget_file;
	unsigned long budget;
	bool json, verbose;
};

static const struct hv_option options[] = {
	OPTION_STRING("output", out, 'o', "FILE", "where the image goes"),
	OPTION_STRING("init", request.init, 'i', "FILE", "/init"),
	OPTION_LIST("add", request.add, 'a', "SRC:DEST", "a file, executable if SRC is"),
	OPTION_LIST("link", request.link, 0, "DEST:TARGET", "a symbolic link"),
	OPTION_LIST("module", request.module, 'm', "FILE", "a module /init loads before any other"),
	OPTION_LIST("recipe", request.recipe, 'r', "FILE", "a list of files, programs and links"),
	OPTION_STRING("kernel", request.kernel, 'k', "DIR",
	              "modules are of DIR, /lib/modules/RELEASE"),
	OPTION_LIST("profile", request.profile, 'p', "NAME,...",
	            "modules for storage, nvme, net, utils, input, lisa, ide, verity, overlay"),
	OPTION_LIST("fs", request.fs, 'f', "NAME,...", "modules for these file systems"),
	OPTION_STRING("config", config, 'c', "FILE", "the kernel's config: what it can unpack"),
	OPTION_STRING("compress", request.compress, 'z', "NAME",
	              "auto (default), none, lz4, zstd, gzip, xz"),
	OPTION_STRING("prefer", prefer, 0, "AIM", "of auto: speed (default) or size"),
	{ "load-rate", 0, HV_OPTION_UINT, "MB/S", "how fast the loader reads (default 10)",
	  offsetof(struct options, request.load_rate), 1, 1000000 },
	{ "mtime", 0, HV_OPTION_UINT, "SECONDS",
	  "time of all files (default SOURCE_DATE_EPOCH or 0)",
	  offsetof(struct options, request.mtime), 0, UINT_MAX },
	{ "budget", 'b', HV_OPTION_UINT, "BYTES", "exit 3 when the image is larger",
	  offsetof(struct options, budget), 1, LONG_MAX },
	OPTION_LIST("budget-file", budget_file, 0, "PATH=BYTES", "exit 3 when that file in it is"),
	OPTION_STRING("manifest", manifest, 0, "FILE", "write down why each file is in it"),
	OPTION_LIST("origin", request.origin, 0, "DIR=PACKAGE=VERSION",
	            "files below DIR are of that package"),
	OPTION_STRING("root", root, 0, "DIR",
	              "the system whose dpkg knows the packages (default /)"),
	OPTION_FLAG("json", json, 0, "what was made, and what else was tried, as one JSON object"),
	OPTION_FLAG("verbose", verbose, 'v', "the same in words, on standard error"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs build",
	.synopsis = "-o FILE [OPTION...]",
	.summary = "Makes an initramfs image, the same bytes for the same files.",
	.options = options,
};

static const char *codec_name(const struct codec *codec)
{
	return codec ? codec->name : "none";
}

static void describe(const struct build *b)
{
	for (unsigned int i = 0; i < b->n_tried; i++) {
		const struct model_choice *c = &b->tried[i];

		fprintf(stderr, "irfs: %s %s%s: %llu bytes of %llu, %llu us to load and unpack\n",
		        c->codec == b->choice.codec && c->modules_kept == b->choice.modules_kept
		                ? "taken:"
		                : "tried:",
		        codec_name(c->codec), c->modules_kept ? ", modules compressed" : "",
		        (unsigned long long)c->packed, (unsigned long long)c->unpacked,
		        (unsigned long long)c->cost_us);
	}
	for (size_t i = 0; i < b->closure.n; i++)
		fprintf(stderr, "irfs: %s%s: %s\n", b->closure.items[i].module->name,
		        b->closure.items[i].module->builtin ? " (built in)" : "",
		        b->closure.items[i].reason);
}

static void json_choice(struct hv_json *j, const char *key, const struct model_choice *c)
{
	hv_json_object(j, key);
	hv_json_string(j, "compression", codec_name(c->codec));
	hv_json_bool(j, "modules_compressed", c->modules_kept);
	hv_json_uint(j, "bytes", c->packed);
	hv_json_uint(j, "unpacked_bytes", c->unpacked);
	hv_json_uint(j, "cost_us", c->cost_us);
	hv_json_end_object(j);
}

static void print_json(const struct build *b, const char *out)
{
	struct hv_json j;

	hv_json_begin(&j, stdout, false);
	hv_json_object(&j, NULL);
	hv_json_string(&j, "schema", "hvkit.irfs-build/1");
	hv_json_string(&j, "path", out);
	hv_json_uint(&j, "files", b->pack.n);
	json_choice(&j, "image", &b->choice);
	hv_json_array(&j, "tried");
	for (unsigned int i = 0; i < b->n_tried; i++)
		json_choice(&j, NULL, &b->tried[i]);
	hv_json_end_array(&j);
	hv_json_array(&j, "modules");
	for (size_t i = 0; i < b->closure.n; i++) {
		hv_json_object(&j, NULL);
		hv_json_string(&j, "name", b->closure.items[i].module->name);
		hv_json_bool(&j, "builtin", b->closure.items[i].module->builtin);
		hv_json_string(&j, "why", b->closure.items[i].reason);
		hv_json_end_object(&j);
	}
	hv_json_end_array(&j);
	hv_json_end_object(&j);
}

static int over(const char *what, unsigned long long bytes, unsigned long budget)
{
	if (bytes <= budget)
		return HV_EXIT_OK;
	fprintf(stderr, "irfs: %s has %llu bytes, %llu more than its budget of %lu\n", what, bytes,
	        bytes - budget, budget);
	return HV_EXIT_FOUND;
}

/* "PATH=BYTES" of one file. An exit code. */
static int check_file_budget(const struct build *b, const char *spec)
{
	const char *equals = strrchr(spec, '=');
	const struct pack_file *file;
	unsigned long budget;
	char path[PATH_MAX];

	if (!equals || equals == spec || hv_parse_uint(equals + 1, 0, LONG_MAX, &budget) < 0)
		return irfs_usage("build", "--budget-file takes PATH=BYTES, not '%s'", spec);
	snprintf(path, sizeof(path), "%.*s", (int)(equals - spec), spec);
	file = pack_find(&b->pack, path);
	if (!file) {
		fprintf(stderr, "irfs: --budget-file: %s is not in the image\n", path);
		return HV_EXIT_FOUND;
	}
	return over(path, file->size, budget);
}

static int check_budgets(const struct build *b, const struct options *o)
{
	int code = o->budget ? over(o->out, b->image.len, o->budget) : HV_EXIT_OK;

	for (unsigned int i = 0; i < o->budget_file.count; i++) {
		const int its = check_file_budget(b, o->budget_file.items[i]);

		if (its == HV_EXIT_USAGE)
			return its;
		code = its != HV_EXIT_OK ? its : code;
	}
	return code;
}

static int write_manifest(struct build *b, const struct options *o, struct fault *fault)
{
	AUTO_BYTES struct bytes text = { 0 };
	char dpkg[PATH_MAX];

	snprintf(dpkg, sizeof(dpkg), "%s/var/lib/dpkg", o->root ? o->root : "");
	if (manifest_write(&b->pack, &b->origins, dpkg, &text) < 0)
		return fault_set(fault, -ENOMEM, "out of memory");
	return output_write(o->manifest, text.data, text.len, fault);
}

static int finish(struct build *b, const struct options *o)
{
	struct fault fault;
	int code = check_budgets(b, o), rc;

	if (code == HV_EXIT_USAGE)
		return code;
	rc = output_write(o->out, b->image.data, b->image.len, &fault);
	if (rc == 0 && o->manifest)
		rc = write_manifest(b, o, &fault);
	if (rc < 0)
		return irfs_failed(&fault);
	if (o->verbose)
		describe(b);
	if (o->json)
		print_json(b, o->out);
	else
		puts(o->out);
	return code;
}

static int take_aim(struct options *o)
{
	const bool size = o->prefer && strcmp(o->prefer, "size") == 0;

	if (o->prefer && !size && strcmp(o->prefer, "speed") != 0)
		return irfs_usage("build", "--prefer takes speed or size, not '%s'", o->prefer);
	o->request.aim = size ? MODEL_SIZE : MODEL_SPEED;
	if (!o->out)
		return irfs_usage("build", "-o FILE is needed");
	if (!o->request.kernel && o->request.profile.count + o->request.fs.count > 0)
		return irfs_usage("build", "--profile and --fs need --kernel DIR");
	return HV_EXIT_OK;
}

static int run(struct options *o)
{
	AUTO_CONFIG struct config config = { 0 };
	struct fault fault = { "" };
	struct build build;
	int rc = o->config ? config_read(&config, o->config, &fault) : 0;

	if (rc < 0)
		return irfs_failed(&fault);
	o->request.config = &config;
	rc = build_run(&build, &o->request, &fault);
	if (rc < 0) {
		irfs_failed(&fault);
		build_done(&build);
		return rc == -EINVAL ? HV_EXIT_USAGE : HV_EXIT_FAILED;
	}
	rc = finish(&build, o);
	build_done(&build);
	return rc;
}

/* SOURCE_DATE_EPOCH (reproducible-builds.org): the time that all that is built has. */
static int read_epoch(unsigned long *ret)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");

	if (text && *text && hv_parse_uint(text, 0, UINT_MAX, ret) < 0)
		return irfs_usage("build", "SOURCE_DATE_EPOCH is '%s', no number of seconds", text);
	return HV_EXIT_OK;
}

/* "/lib/modules/6.1/" names the same release as without its slash. */
static void trim(const char **path, char *room, size_t size)
{
	size_t len = *path ? strlen(*path) : 0;

	if (len < 2 || (*path)[len - 1] != '/')
		return;
	while (len > 1 && (*path)[len - 1] == '/')
		len--;
	snprintf(room, size, "%.*s", (int)len, *path);
	*path = room;
}

int irfs_cmd_build(int argc, char **argv)
{
	struct options o = { .request = { .load_rate = MODEL_LOAD_RATE } };
	char kernel[PATH_MAX];
	int code = read_epoch(&o.request.mtime), first;

	if (code != HV_EXIT_OK)
		return code;
	first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);
	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first < argc)
		return irfs_usage("build", "what is '%s'?", argv[first]);
	trim(&o.request.kernel, kernel, sizeof(kernel));
	code = take_aim(&o);
	return code == HV_EXIT_OK ? run(&o) : code;
}
