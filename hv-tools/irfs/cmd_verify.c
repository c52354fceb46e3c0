// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "coldplug.h"
#include "commands.h"
#include "json.h"
#include "lisa.h"
#include <limits.h>
#include <string.h>

struct options {
	struct hv_list sys;
	const char *root, *release, *kernel, *config;
	bool lisa, json, verbose;
};

static const struct hv_option options[] = {
	OPTION_LIST("sys", sys, 's', "TREE", "a recorded machine; may be given more than once"),
	OPTION_STRING("root", root, 'r', "SPEC", "the root to reach (default: what the tree says)"),
	OPTION_STRING("release", release, 0, "RELEASE",
	              "of several kernels' modules, those to look at"),
	OPTION_STRING("kernel", kernel, 'k', "DIR",
	              "the kernel's /lib/modules/RELEASE: what is built in"),
	OPTION_STRING("config", config, 'c', "FILE", "the kernel's config, for --lisa"),
	OPTION_FLAG("lisa", lisa, 0, "also what Microsoft's image test asks for"),
	OPTION_FLAG("json", json, 0, "as one JSON object"),
	OPTION_FLAG("verbose", verbose, 'v',
	            "also what was loaded, and devices left without driver"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs verify",
	.synopsis = "[OPTION...] [--sys TREE]... [--lisa] IMAGE",
	.summary =
		"Plays coldplug on recorded machines: is the root reached with this image? (exit 3: no)",
	.options = options,
};

struct subject {
	const struct options *o;
	struct image image;
	struct modules modules, kernel;
	struct config config;
	char release[128];
	const char *path;
	struct hv_json json;
	bool found; /* something is wrong */
};

/* Which profile of irfs, if any, brings the driver. */
static const char *profile_of(const char *driver)
{
	static const struct {
		const char *driver, *profile;
	} brings[] = {
		{ "hv_vmbus", "storage" }, { "hv_storvsc", "storage" },
		{ "sd_mod", "storage" },   { "pci_hyperv", "nvme" },
		{ "nvme", "nvme" },        { "hv_netvsc", "net" },
		{ "mana", "net" },         { "hv_utils", "utils" },
		{ "ata_piix", "ide" },     { "hyperv_keyboard", "input" },
	};

	for (size_t i = 0; driver && i < ARRAY_SIZE(brings); i++)
		if (strncmp(brings[i].driver, driver, strlen(brings[i].driver)) == 0)
			return brings[i].profile;
	return NULL;
}

/* What is wrong with a device and what to do, in one line. */
static void explain(const struct subject *s, const struct machine_node *device,
                    const struct coldplug_node *node, char *text, size_t size)
{
	const char *driver = device->drivers ? device->drivers : "a driver";
	const char *profile = profile_of(device->drivers);
	char cure[160];

	if (profile)
		snprintf(cure, sizeof(cure),
		         "build with --profile %s, or dracut's add_drivers+=\" %.60s \"", profile,
		         driver);
	else
		snprintf(cure, sizeof(cure), "add the module %.60s", driver);
	switch (node->reason) {
	case COLDPLUG_NO_ALIASES:
		snprintf(
			text, size,
			"the image has no modules.alias, so that no device finds its driver: build "
			"it anew where depmod is installed");
		return;
	case COLDPLUG_NO_FILE:
		snprintf(text, size,
		         "its indexes name %s, which is not in the image: build it anew",
		         node->detail);
		return;
	case COLDPLUG_WRONG_ARCH:
		snprintf(text, size, "%s is not for %s", node->detail, "this machine's processor");
		return;
	case COLDPLUG_OTHER:
		snprintf(text, size, "what the image has for it is not %s: %s", driver, cure);
		return;
	default:
		snprintf(text, size, "neither in the image nor known to be built in: %s%s", cure,
		         s->o->kernel ? "" : "; or say what is built in with --kernel DIR");
	}
}

struct outcome {
	const struct machine_node *root;   /* NULL: the machine has no such device */
	const struct machine_node *lacks;  /* the device on the way that has no driver, or NULL */
	const struct coldplug_node *state; /* of that */
	bool no_fs, reached;
};

/* The first device from the top down to node @i that is not bound. */
static void follow(const struct coldplug *c, int i, struct outcome *out)
{
	for (; i >= 0; i = c->machine->nodes[i].parent)
		if (!c->nodes[i].bound) {
			out->lacks = &c->machine->nodes[i];
			out->state = &c->nodes[i];
		}
}

static struct outcome judge(const struct coldplug *c, const char *spec)
{
	struct outcome best = { 0 };

	for (size_t i = 0; i < c->machine->n; i++) {
		struct outcome out = { .root = &c->machine->nodes[i] };

		if (!machine_is_root(out.root, spec))
			continue;
		follow(c, (int)i, &out);
		out.no_fs = !out.lacks && out.root->fs && !coldplug_has_fs(c, out.root->fs);
		out.reached = !out.lacks && !out.no_fs;
		if (!best.root || out.reached)
			best = out;
	}
	return best;
}

static void reason_text(const struct subject *s, const struct outcome *out, const char *spec,
                        char *text, size_t size)
{
	char why[400];

	if (!out->root) {
		snprintf(text, size, "the machine has no device %s", spec);
	} else if (out->lacks) {
		explain(s, out->lacks, out->state, why, sizeof(why));
		snprintf(text, size, "%.120s (%.60s): %s", out->lacks->modalias,
		         out->lacks->drivers ? out->lacks->drivers : "any driver", why);
	} else {
		snprintf(text, size,
		         "%s is there, but the file system %s is neither in the image nor known to "
		         "be built in: build with --fs %s",
		         out->root->name, out->root->fs, out->root->fs);
	}
}

static void print_loaded(const struct coldplug *c)
{
	for (size_t i = 0; i < c->n_loaded; i++)
		printf("  loads %s\n", c->loaded[i]->name);
	for (size_t i = 0; i < c->machine->n; i++)
		if (c->nodes[i].there && !c->nodes[i].bound)
			printf("  no driver for %s%s%s\n", c->machine->nodes[i].modalias,
			       c->machine->nodes[i].drivers ? ", which is for " : "",
			       c->machine->nodes[i].drivers ? c->machine->nodes[i].drivers : "");
}

static void json_outcome(struct subject *s, const struct coldplug *c, const struct outcome *out,
                         const char *spec, const char *text)
{
	struct hv_json *j = &s->json;

	hv_json_object(j, NULL);
	hv_json_string(j, "machine", c->machine->name);
	hv_json_string(j, "root", spec);
	hv_json_bool(j, "reached", out->reached);
	hv_json_string(j, "missing_modalias", out->lacks ? out->lacks->modalias : NULL);
	hv_json_string(j, "missing_driver", out->lacks ? out->lacks->drivers : NULL);
	hv_json_string(j, "missing_fs", out->no_fs ? out->root->fs : NULL);
	hv_json_string(j, "reason", out->reached ? NULL : text);
	hv_json_uint(j, "rounds", c->rounds);
	hv_json_array(j, "modules");
	for (size_t i = 0; i < c->n_loaded; i++)
		hv_json_string(j, NULL, c->loaded[i]->name);
	hv_json_end_array(j);
	hv_json_end_object(j);
}

static void report(struct subject *s, const struct coldplug *c, const char *spec)
{
	const struct outcome out = judge(c, spec);
	const char *name = c->machine->name ? c->machine->name : "machine";
	char text[800] = "";

	if (!out.reached) {
		s->found = true;
		reason_text(s, &out, spec, text, sizeof(text));
	}
	if (s->o->json) {
		json_outcome(s, c, &out, spec, text);
		return;
	}
	if (out.reached)
		printf("%s: root %s is reached with %zu modules\n", name, spec, c->n_loaded);
	else
		printf("%s: root %s is NOT reached: %s\n", name, spec, text);
	if (s->o->verbose)
		print_loaded(c);
}

/* An exit code: that of a tree that cannot be read, or 0. */
static int check_machine(struct subject *s, const char *tree)
{
	AUTO_MACHINE struct machine machine = { 0 };
	struct coldplug c = {
		.image = &s->image,
		.modules = &s->modules,
		.kernel = s->o->kernel ? &s->kernel : NULL,
		.machine = &machine,
		.release = s->release,
	};
	struct fault fault;
	const char *spec;
	int code = HV_EXIT_OK;

	if (machine_read(&machine, tree, &fault) < 0)
		return irfs_failed(&fault);
	spec = s->o->root ? s->o->root : machine.root;
	if (!spec)
		return irfs_usage("verify", "%s says no root: give one with --root", tree);
	if (coldplug_run(&c) == 0) {
		report(s, &c, spec);
	} else {
		fault_set(&fault, -1, "out of memory");
		code = irfs_failed(&fault);
	}
	coldplug_done(&c);
	return code;
}

static void lisa_words(const struct lisa *lisa)
{
	if (!lisa->has_dep)
		puts("lisa: no modules.dep in the image: the test would be skipped, and nobody told");
	for (unsigned int i = 0; i < lisa->n_missing; i++)
		printf("lisa: %s is not in modules.dep%s\n", lisa->missing[i],
		       lisa->excused[i] ? ", which is excused on Azure"
		                        : ": build with --profile lisa");
	if (lisa->has_dep && lisa->n_missing == 0)
		puts("lisa: modules.dep has all modules that are not built in");
}

static void check_lisa(struct subject *s)
{
	struct lisa lisa;

	lisa_check(&s->image, s->release, &s->modules, s->o->kernel ? &s->kernel : NULL, &s->config,
	           &lisa);
	s->found |= !lisa.has_dep;
	for (unsigned int i = 0; i < lisa.n_missing; i++)
		s->found |= !lisa.excused[i];
	if (!s->o->json) {
		lisa_words(&lisa);
		return;
	}
	hv_json_object(&s->json, "lisa");
	hv_json_bool(&s->json, "has_modules_dep", lisa.has_dep);
	hv_json_array(&s->json, "missing");
	for (unsigned int i = 0; i < lisa.n_missing; i++)
		hv_json_string(&s->json, NULL, lisa.missing[i]);
	hv_json_end_array(&s->json);
	hv_json_end_object(&s->json);
}

static int load_subject(struct subject *s, struct fault *fault)
{
	int rc = image_read(&s->image, s->path, fault);

	if (rc == 0 && s->o->kernel)
		rc = modules_read_folder(&s->kernel, s->o->kernel, false, fault);
	if (rc == 0 && s->o->config)
		rc = config_read(&s->config, s->o->config, fault);
	if (rc < 0)
		return rc;
	if (s->o->release)
		snprintf(s->release, sizeof(s->release), "%s", s->o->release);
	else if (!irfs_release(&s->image, s->release, sizeof(s->release)))
		s->release[0] = '\0'; /* an image without modules may do: all may be built in */
	return modules_read_image(&s->modules, &s->image, s->release, fault);
}

static int verify(struct subject *s)
{
	struct fault fault;
	int code = HV_EXIT_OK;

	if (load_subject(s, &fault) < 0)
		return irfs_failed(&fault);
	hv_json_begin(&s->json, stdout, false);
	if (s->o->json) {
		hv_json_object(&s->json, NULL);
		hv_json_string(&s->json, "schema", "hvkit.irfs-verify/1");
		hv_json_string(&s->json, "release", s->release);
		hv_json_array(&s->json, "machines");
	}
	for (unsigned int i = 0; code == HV_EXIT_OK && i < s->o->sys.count; i++)
		code = check_machine(s, s->o->sys.items[i]);
	if (s->o->json)
		hv_json_end_array(&s->json);
	if (code == HV_EXIT_OK && s->o->lisa)
		check_lisa(s);
	if (s->o->json)
		hv_json_end_object(&s->json);
	return code == HV_EXIT_OK && s->found ? HV_EXIT_FOUND : code;
}

int irfs_cmd_verify(int argc, char **argv)
{
	struct options o = { 0 };
	struct subject s = { .o = &o };
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr), code;

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first != 1 || (o.sys.count == 0 && !o.lisa))
		return irfs_usage("verify", "an image is needed, and --sys TREE or --lisa");
	s.path = argv[first];
	code = verify(&s);
	config_done(&s.config);
	modules_done(&s.kernel);
	modules_done(&s.modules);
	image_done(&s.image);
	return code;
}
