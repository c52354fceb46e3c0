// SPDX-License-Identifier: GPL-2.0-only
#include "build.h"
#include "auto.h"
#include "carry.h"
#include "profile.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "A:B" taken apart at its last colon, as paths of this machine may hold one. */
static int split_pair(const char *pair, const char *option, char *left, size_t size,
                      const char **ret_right, struct fault *fault)
{
	const char *colon = strrchr(pair, ':');

	if (!colon || (size_t)(colon - pair) >= size)
		return fault_set(fault, -EINVAL,
		                 "--%s takes two paths with a colon between, not '%s'", option,
		                 pair);
	snprintf(left, size, "%.*s", (int)(colon - pair), pair);
	*ret_right = colon + 1;
	return 0;
}

static int add_files(struct pack *pack, const struct hv_list *add, struct fault *fault)
{
	for (unsigned int i = 0; i < add->count; i++) {
		char source[PATH_MAX];
		const char *dest;
		int rc = split_pair(add->items[i], "add", source, sizeof(source), &dest, fault);

		if (rc == 0) {
			rc = pack_copy(pack, source, dest, "--add", fault);
			if (rc < 0)
				fault_at(fault, rc, "--add");
		}
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_links(struct pack *pack, const struct hv_list *links, struct fault *fault)
{
	for (unsigned int i = 0; i < links->count; i++) {
		char path[PATH_MAX];
		const char *target;
		int rc = split_pair(links->items[i], "link", path, sizeof(path), &target, fault);

		if (rc == 0)
			rc = pack_link(pack, path, target, "--link", fault);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_init(struct pack *pack, const char *init, struct fault *fault)
{
	int rc = init ? pack_copy(pack, init, "/init", "the first program", fault) : 0;

	/* The kernel only starts what is executable, whatever the file here is. */
	for (size_t i = 0; rc == 0 && i < pack->n; i++)
		if (strcmp(pack->files[i].path, "init") == 0)
			pack->files[i].mode |= 0111;
	return rc;
}

/* By this file systemd and others know that they are in an initramfs (systemd.io/INITRD_INTERFACE). */
static int add_release(struct pack *pack, struct fault *fault)
{
	static const char text[] = "ID=hvkit\nNAME=hvkit\nVERSION_ID=" HVKIT_VERSION "\n";

	return pack_data(pack, "/etc/initrd-release", 0644, text, sizeof(text) - 1, NULL,
	                 "marks an initramfs", fault);
}

static int add_recipes(struct build *b, const struct hv_list *recipes, struct pack *pack,
                       struct fault *fault)
{
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < recipes->count; i++) {
		struct recipe recipe = { .n_roots = 0 };

		rc = recipe_run_file(&recipe, recipes->items[i], pack, &b->origins, fault);
		recipe_done(&recipe);
	}
	return rc;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int fill(struct build *b, const struct build_request *r, bool keep, struct pack *pack,
                struct fault *fault)
{
	const struct carry carry = {
		.folder = r->kernel,
		.release = r->kernel ? last_part(r->kernel) : NULL,
		.modules = &b->modules,
		.closure = &b->closure,
		.keep = keep,
	};
	int rc = add_init(pack, r->init, fault);

	rc = rc < 0 ? rc : add_files(pack, &r->add, fault);
	rc = rc < 0 ? rc : add_links(pack, &r->link, fault);
	rc = rc < 0 ? rc : add_recipes(b, &r->recipe, pack, fault);
	rc = rc < 0 ? rc : carry_files(pack, r->module.items, r->module.count, fault);
	if (rc == 0 && r->kernel)
		rc = carry_closure(pack, &carry, fault);
	if (rc == 0 && r->kernel)
		rc = add_release(pack, fault);
	return rc;
}

static int find_closure(struct build *b, const struct build_request *r, struct fault *fault)
{
	int rc = modules_read_folder(&b->modules, r->kernel, true, fault);

	if (rc == -EINVAL)
		return -EBADMSG; /* the file's fault, not that of who asked */
	for (unsigned int i = 0; rc == 0 && i < r->profile.count; i++)
		rc = profile_add(&b->closure, &b->modules, r->profile.items[i], false, fault);
	for (unsigned int i = 0; rc == 0 && i < r->fs.count; i++)
		rc = profile_add(&b->closure, &b->modules, r->fs.items[i], true, fault);
	return rc;
}

/* How the modules of the closure are compressed, or NULL when none is. */
static const struct codec *module_codec(const struct build *b)
{
	for (size_t i = 0; i < b->closure.n; i++) {
		const struct module *module = b->closure.items[i].module;

		if (!module->builtin && codec_of_file(module->path))
			return codec_of_file(module->path);
	}
	return NULL;
}

static bool kernel_unpacks_modules(const struct build *b, const struct config *config)
{
	const struct codec *codec = module_codec(b);

	return codec && codec->module_config &&
	       config_state(config, "CONFIG_MODULE_DECOMPRESS") == 'y' &&
	       config_state(config, codec->module_config) == 'y';
}

/* May an image be packed with @codec? What was asked for is not questioned. */
static bool allowed(const struct build_request *r, const struct codec *codec, size_t unpacked)
{
	if (r->compress && strcmp(r->compress, "auto") != 0)
		return strcmp(r->compress, codec ? codec->name : "none") == 0;
	if (!codec)
		return true;
	return unpacked > MODEL_PLAIN_MAX && config_state(r->config, codec->image_config) == 'y';
}

static int try_codec(struct build *b, const struct build_request *r, const struct codec *codec,
                     const struct bytes *archive, struct model_choice choice, bool *better,
                     struct fault *fault)
{
	struct bytes packed = { 0 };
	int rc = codec ? codec->pack(archive->data, archive->len, &packed)
	               : bytes_add(&packed, archive->data, archive->len);

	if (rc < 0) {
		bytes_done(&packed);
		return fault_set(fault, rc, "cannot compress with %s: %s",
		                 codec ? codec->name : "none", strerror(-rc));
	}
	choice.codec = codec;
	choice.packed = packed.len;
	choice.unpacked = archive->len;
	choice.cost_us = model_cost_us(&choice, r->load_rate);
	b->tried[b->n_tried++] = choice;
	*better = b->n_tried == 1 || model_better(&choice, &b->choice, r->aim);
	if (*better) {
		bytes_done(&b->image);
		b->image = packed;
		b->choice = choice;
	} else {
		bytes_done(&packed);
	}
	return 0;
}

/* Modules as they are or unpacked, with every compression allowed: the best of these stays. */
static int try_all(struct build *b, const struct build_request *r, bool keep, uint64_t module_bytes,
                   struct fault *fault)
{
	const struct model_choice choice = {
		.modules_kept = keep,
		.module_bytes = module_bytes,
		.module_codec = module_codec(b),
	};
	AUTO_BYTES struct bytes archive = { 0 };
	struct pack pack = { 0 };
	bool chosen = false;
	int rc = fill(b, r, keep, &pack, fault);

	if (rc == 0 && pack_write(&pack, (uint32_t)r->mtime, &archive) < 0)
		rc = fault_set(fault, -EFBIG, "too large for an archive");
	for (int i = -1; rc == 0 && i < CODEC_COUNT; i++) {
		const struct codec *codec = i < 0 ? NULL : codecs[i];
		bool better = false;

		if (allowed(r, codec, archive.len))
			rc = try_codec(b, r, codec, &archive, choice, &better, fault);
		chosen |= better;
	}
	if (rc == 0 && chosen) {
		pack_done(&b->pack);
		b->pack = pack;
	} else {
		pack_done(&pack);
	}
	return rc;
}

static uint64_t bytes_of_modules(const struct pack *pack)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < pack->n; i++)
		if (strncmp(pack->files[i].path, "lib/modules/", 12) == 0 &&
		    strstr(pack->files[i].path, ".ko"))
			sum += pack->files[i].size;
	return sum;
}

static int take_origins(struct build *b, const struct hv_list *list, struct fault *fault)
{
	for (unsigned int i = 0; i < list->count; i++) {
		char folder[PATH_MAX], package[256], version[256], real[PATH_MAX];
		int used = 0;

		/* versions may hold all but "=" and blanks */
		if (sscanf(list->items[i], "%4095[^=]=%255[^=]=%255[^=]%n", folder, package,
		           version, &used) != 3 ||
		    list->items[i][used] != '\0')
			return fault_set(fault, -EINVAL,
			                 "--origin takes DIR=PACKAGE=VERSION, not '%s'",
			                 list->items[i]);
		if (!realpath(folder, real))
			return fault_set(fault, -errno, "%s: %s", folder, strerror(errno));
		if (origins_add(&b->origins, real, package, version) < 0)
			return fault_set(fault, -ENOMEM, "out of memory");
	}
	return 0;
}

int build_run(struct build *b, const struct build_request *r, struct fault *fault)
{
	int rc;

	*b = (struct build){ 0 };
	if (r->compress && strcmp(r->compress, "auto") != 0 && strcmp(r->compress, "none") != 0 &&
	    !codec_named(r->compress))
		return fault_set(fault, -EINVAL,
		                 "--compress takes auto, none, lz4, zstd, gzip or xz, not '%s'",
		                 r->compress);
	rc = take_origins(b, &r->origin, fault);
	if (rc == 0 && r->kernel)
		rc = find_closure(b, r, fault);
	if (rc == 0)
		rc = try_all(b, r, false, 0, fault);
	if (rc == 0 && kernel_unpacks_modules(b, r->config))
		rc = try_all(b, r, true, bytes_of_modules(&b->pack), fault);
	return rc;
}

void build_done(struct build *b)
{
	pack_done(&b->pack);
	bytes_done(&b->image);
	closure_done(&b->closure);
	modules_done(&b->modules);
	origins_done(&b->origins);
}
