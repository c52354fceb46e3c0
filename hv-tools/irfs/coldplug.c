// SPDX-License-Identifier: GPL-2.0-only
#include "coldplug.h"
#include "auto.h"
#include "codec.h"
#include "elf_file.h"
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32, MODULE_MAX = 256 << 20 };

static bool is_loaded(const struct coldplug *c, const char *name)
{
	for (size_t i = 0; i < c->n_loaded; i++)
		if (strcmp(c->loaded[i]->name, name) == 0)
			return true;
	return false;
}

static bool is_builtin(const struct coldplug *c, const char *name)
{
	const struct modules *all[] = { c->modules, c->kernel };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct module *module = all[i] ? modules_find(all[i], name) : NULL;

		if (module && module->builtin)
			return true;
	}
	return false;
}

static int machine_of(const char *arch)
{
	return strcmp(arch, "arm64") == 0    ? EM_AARCH64
	       : strcmp(arch, "x86_64") == 0 ? EM_X86_64
	                                     : 0;
}

/* Is the module for this machine's processor? One that cannot be read is left to the kernel's judgement. */
static bool right_arch(const struct coldplug *c, const struct image_file *file)
{
	const struct codec *codec = codec_recognise(file->data, file->size);
	AUTO_BYTES struct bytes unpacked = { 0 };
	struct elf_dynamic its;
	struct fault ignored;
	struct elf elf;

	if (!c->machine->arch || machine_of(c->machine->arch) == 0 ||
	    (codec &&
	     codec_unpack_all(codec, file->data, file->size, MODULE_MAX, &unpacked, &ignored) < 0))
		return true;
	if (elf_open(&elf, codec ? unpacked.data : file->data, codec ? unpacked.len : file->size,
	             &ignored) < 0 ||
	    elf_dynamic(&elf, &its, &ignored) < 0)
		return true;
	return (int)its.machine == machine_of(c->machine->arch);
}

static void blame(struct coldplug_node *node, enum coldplug_reason reason, const char *detail)
{
	/* The first reason is the one to mend first; that nothing matches is only the last resort. */
	if (node->reason != COLDPLUG_FINE && node->reason != COLDPLUG_NO_MODULE)
		return;
	node->reason = reason;
	snprintf(node->detail, sizeof(node->detail), "%s", detail);
}

static int load(struct coldplug *c, const struct module *module, struct coldplug_node *node,
                unsigned int depth);

/* 1 when all are there, 0 when one is not. */
static int load_deps(struct coldplug *c, const struct module *module, struct coldplug_node *node,
                     unsigned int depth)
{
	for (const char *at = module->deps; *(at += strspn(at, " \t"));) {
		const size_t len = strcspn(at, " \t");
		const struct module *dep = modules_by_path(c->modules, at, len);
		char path[128];
		int rc;

		snprintf(path, sizeof(path), "%.*s", (int)len, at);
		at += len;
		if (!dep) {
			blame(node, COLDPLUG_NO_FILE, path);
			return 0;
		}
		rc = load(c, dep, node, depth + 1);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

static int append(struct coldplug *c, const struct module *module)
{
	const struct module **loaded =
		array_grow(c->loaded, c->n_loaded, &c->loaded_room, sizeof(*loaded));

	if (!loaded)
		return -ENOMEM;
	c->loaded = loaded;
	loaded[c->n_loaded++] = module;
	return 1;
}

/* 1 when it is loaded then, 0 when it cannot be, with the reason at @node; -ENOMEM. */
static int load(struct coldplug *c, const struct module *module, struct coldplug_node *node,
                unsigned int depth)
{
	const struct image_file *file;
	char path[PATH_MAX];
	int rc;

	if (module->builtin || is_builtin(c, module->name) || is_loaded(c, module->name))
		return 1;
	if (depth > DEPTH_MAX)
		return 0;
	rc = load_deps(c, module, node, depth);
	if (rc <= 0)
		return rc;
	snprintf(path, sizeof(path), *module->path == '/' ? "%s%s" : "lib/modules/%s/%s",
	         *module->path == '/' ? "" : c->release, module->path);
	file = image_resolve(c->image, path);
	if (!file || file->size == 0) {
		blame(node, COLDPLUG_NO_FILE, module->path);
		return 0;
	}
	if (!right_arch(c, file)) {
		blame(node, COLDPLUG_WRONG_ARCH, module->path);
		return 0;
	}
	return append(c, module);
}

/* Load all that the image has for @modalias. How many took it, or -ENOMEM. */
static int plug(struct coldplug *c, const char *modalias, struct coldplug_node *node)
{
	const struct module_alias *alias;
	int taken = 0;

	for (size_t at = 0; (alias = modules_match(c->modules, modalias, &at));) {
		const struct module *module = modules_find(c->modules, alias->module);
		int rc;

		if (alias->builtin || is_builtin(c, alias->module)) {
			taken++;
			continue;
		}
		if (!module) {
			blame(node, COLDPLUG_NO_FILE, alias->module);
			continue;
		}
		rc = load(c, module, node, 0);
		if (rc < 0)
			return rc;
		taken += rc;
	}
	for (size_t at = 0; c->kernel && (alias = modules_match(c->kernel, modalias, &at));)
		taken += alias->builtin;
	return taken;
}

/* Is one of the drivers that are known to do there now? */
static bool has_driver(const struct coldplug *c, const char *drivers)
{
	for (const char *at = drivers; *at; at += strcspn(at, "|"), at += *at == '|') {
		char name[64];

		if (module_name(at, strcspn(at, "|"), name, sizeof(name)) &&
		    (is_loaded(c, name) || is_builtin(c, name)))
			return true;
	}
	return false;
}

static int look_at(struct coldplug *c, size_t i)
{
	const struct machine_node *device = &c->machine->nodes[i];
	struct coldplug_node *node = &c->nodes[i];
	int taken;

	if (!device->modalias) {
		node->bound = true;
		return 0;
	}
	node->reason = COLDPLUG_FINE;
	taken = plug(c, device->modalias, node);
	if (taken < 0)
		return taken;
	node->bound = device->drivers ? has_driver(c, device->drivers) : taken > 0;
	if (node->bound)
		node->reason = COLDPLUG_FINE;
	else if (node->reason == COLDPLUG_FINE)
		node->reason = taken > 0                ? COLDPLUG_OTHER
		               : !c->modules->has_alias ? COLDPLUG_NO_ALIASES
		                                        : COLDPLUG_NO_MODULE;
	return 0;
}

/* Modules that an image names to be loaded whatever devices there are: ours, initramfs-tools', systemd's. */
static bool is_list(const char *path)
{
	static const char *const folders[] = { "etc/modules-load.d/", "usr/lib/modules-load.d/",
		                               "lib/modules-load.d/" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return true;
	return strcmp(path, "lib/modules/boot.list") == 0 || strcmp(path, "conf/modules") == 0;
}

/* A line: a module's name or file, and perhaps parameters; comments begin with # or ;. */
static int preload_line(struct coldplug *c, const char *line, size_t len)
{
	struct coldplug_node ignored = { .reason = COLDPLUG_FINE };
	const struct module *module;
	char name[64], word[256];
	int rc = 0;

	snprintf(word, sizeof(word), "%.*s", (int)(len < sizeof(word) ? len : 0), line);
	word[strcspn(word, " \t\r")] = '\0';
	if (*word == '\0' || *word == '#' || *word == ';' ||
	    !module_name(word, strlen(word), name, sizeof(name)))
		return 0;
	module = modules_find(c->modules, name);
	if (module)
		rc = load(c, module, &ignored, 0);
	return rc < 0 ? rc : 0;
}

static int preload(struct coldplug *c)
{
	for (size_t i = 0; i < c->image->n_files; i++) {
		const struct image_file *file = &c->image->files[i];
		const char *end = file->data + file->size;

		for (const char *line = file->data; is_list(file->path) && line < end;) {
			const char *stop = memchr(line, '\n', (size_t)(end - line));

			stop = stop ? stop : end;
			if (preload_line(c, line, (size_t)(stop - line)) < 0)
				return -ENOMEM;
			line = stop + 1;
		}
	}
	return 0;
}

int coldplug_run(struct coldplug *c)
{
	bool changed = true;

	c->nodes = calloc(c->machine->n + 1, sizeof(*c->nodes));
	if (!c->nodes || preload(c) < 0)
		return -ENOMEM;
	for (; changed; c->rounds++) {
		const size_t before = c->n_loaded;

		changed = false;
		for (size_t i = 0; i < c->machine->n; i++) {
			const int parent = c->machine->nodes[i].parent;

			if (c->nodes[i].bound || (parent >= 0 && !c->nodes[parent].bound))
				continue;
			changed |= !c->nodes[i].there;
			c->nodes[i].there = true;
			if (look_at(c, i) < 0)
				return -ENOMEM;
		}
		changed |= c->n_loaded != before;
	}
	return 0;
}

void coldplug_done(struct coldplug *c)
{
	free(c->nodes);
	free(c->loaded);
	c->nodes = NULL;
	c->loaded = NULL;
}

bool coldplug_has_fs(const struct coldplug *c, const char *type)
{
	const struct modules *all[] = { c->modules, c->kernel };
	char alias[64];
	size_t at = 0;

	snprintf(alias, sizeof(alias), "fs-%.50s", type);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct module *module = all[i] ? modules_find(all[i], type) : NULL;
		const struct module_alias *match;

		if (module && (module->builtin || i == 0))
			return true;
		at = 0;
		while (all[i] && (match = modules_match(all[i], alias, &at)))
			if (match->builtin || i == 0)
				return true;
	}
	return false;
}
