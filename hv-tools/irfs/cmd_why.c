// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "manifest.h"
#include "modules.h"
#include <limits.h>
#include <string.h>

enum { CHAIN_MAX = 32 };

struct options {
	const char *manifest;
};

static const struct hv_option options[] = {
	OPTION_STRING("manifest", manifest, 0, "FILE", "the image's (default IMAGE.manifest)"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "irfs why",
	.synopsis = "[--manifest FILE] IMAGE FILE",
	.summary = "Says what pulled FILE in: what asked for it, what needs it, where it is from.",
	.options = options,
};

/* FILE may be a path, or the name of a module. */
static const struct image_file *find(const struct image *image, const char *what)
{
	const struct image_file *file = image_find(image, what);
	char wanted[64], name[64];

	if (file || !module_name(what, strlen(what), wanted, sizeof(wanted)))
		return file;
	for (size_t i = 0; i < image->n_files; i++) {
		const char *path = image->files[i].path;

		if (strstr(path, ".ko") && module_name(path, strlen(path), name, sizeof(name)) &&
		    strcmp(name, wanted) == 0)
			return &image->files[i];
	}
	return NULL;
}

/* "dependency of NAME": what @why leads on to, a path or a module, or NULL at the end of the chain. */
static const struct manifest_line *next_line(const struct manifest *m, const char *why)
{
	static const char *const leads[] = { "dependency of ", "softdep of ", "library of ",
		                             "loader of " };
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(leads); i++) {
		const char *what = why + strlen(leads[i]);

		if (strncmp(why, leads[i], strlen(leads[i])) != 0)
			continue;
		if (*what == '/')
			return manifest_find(m, what);
		for (size_t j = 0; j < m->n; j++)
			if (strstr(m->lines[j].path, ".ko") &&
			    module_name(m->lines[j].path, strlen(m->lines[j].path), name,
			                sizeof(name)) &&
			    strcmp(name, what) == 0)
				return &m->lines[j];
	}
	return NULL;
}

static void print_chain(const struct manifest *m, const struct manifest_line *line)
{
	for (unsigned int i = 0; line && i < CHAIN_MAX; i++) {
		printf("%*s%s: %s", (int)(2 * i), "", line->path, line->why);
		if (*line->source)
			printf(", from %s", line->source);
		if (*line->package)
			printf(" (%s %s)", line->package, line->version);
		putchar('\n');
		line = next_line(m, line->why);
	}
}

static bool needs(const struct module *module, const char *path)
{
	const size_t len = strlen(path);

	for (const char *at = module->deps; *(at += strspn(at, " \t"));) {
		const size_t word = strcspn(at, " \t");

		if (word == len && strncmp(at, path, len) == 0)
			return true;
		at += word;
	}
	return false;
}

/* Without a manifest: what the image's own indexes say of a module. */
static int from_indexes(const struct image *image, const struct image_file *file)
{
	AUTO_MODULES struct modules m = { 0 };
	const struct module *module;
	char release[128];
	struct fault fault;

	if (!irfs_release(image, release, sizeof(release)))
		release[0] = '\0';
	if (*release && modules_read_image(&m, image, release, &fault) < 0)
		return irfs_failed(&fault);
	module = modules_find(&m, file->path);
	if (!module || !strstr(file->path, ".ko")) {
		printf("%s: there is no manifest, and no index of the image names it\n",
		       file->path);
		return HV_EXIT_FOUND;
	}
	for (size_t i = 0; i < m.n_items; i++)
		if (needs(&m.items[i], module->path))
			printf("%s: dependency of %s\n", file->path, m.items[i].name);
	for (size_t i = 0; i < m.n_aliases; i++) {
		char name[64];

		if (module_name(m.aliases[i].module, strlen(m.aliases[i].module), name,
		                sizeof(name)) &&
		    strcmp(name, module->name) == 0)
			printf("%s: for devices %s\n", file->path, m.aliases[i].pattern);
	}
	return HV_EXIT_OK;
}

static int why(const struct options *o, const char *path, const char *what)
{
	AUTO_IMAGE struct image image = { 0 };
	AUTO_MANIFEST struct manifest manifest = { 0 };
	const struct manifest_line *line;
	const struct image_file *file;
	char beside[PATH_MAX];
	struct fault fault;

	if (image_read(&image, path, &fault) < 0)
		return irfs_failed(&fault);
	file = find(&image, what);
	if (!file) {
		fprintf(stderr, "irfs: %s: no file or module %s in it\n", path, what);
		return HV_EXIT_FAILED;
	}
	snprintf(beside, sizeof(beside), "%s.manifest", path);
	if (!o->manifest && access(beside, F_OK) < 0)
		return from_indexes(&image, file);
	if (manifest_read(&manifest, o->manifest ? o->manifest : beside, &fault) < 0)
		return irfs_failed(&fault);
	line = manifest_find(&manifest, file->path);
	if (!line) {
		fprintf(stderr, "irfs: %s: the manifest is of another image: %s is not in it\n",
		        path, file->path);
		return HV_EXIT_FAILED;
	}
	print_chain(&manifest, line);
	return HV_EXIT_OK;
}

int irfs_cmd_why(int argc, char **argv)
{
	struct options o = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (argc - first != 2)
		return irfs_usage("why", "an image and a file or module of it are needed");
	return why(&o, argv[first], argv[first + 1]);
}
