// SPDX-License-Identifier: GPL-2.0-only
#include "carry.h"
#include "auto.h"
#include "codec.h"
#include "elf_file.h"
#include "file.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { MODULE_MAX = 256 << 20 };

/* A module file, unpacked unless @keep. */
static int read_module(const char *path, bool keep, struct bytes *ret, struct fault *fault)
{
	const struct codec *codec = codec_of_file(path);
	AUTO_FREE char *data = NULL;
	size_t len;
	int rc = hv_file_read(path, MODULE_MAX, &data, &len);

	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", path, strerror(-rc));
	if (keep || !codec)
		rc = bytes_add(ret, data, len);
	else
		rc = codec_unpack_all(codec, data, len, MODULE_MAX, ret, fault);
	if (rc == -ENOMEM)
		return fault_set(fault, rc, "%s: out of memory", path);
	if (rc < 0)
		return fault_at(fault, rc, path);
	if ((!keep || !codec) && !elf_recognise(ret->data, ret->len))
		return fault_set(fault, -ENOEXEC, "%s: not a kernel module", path);
	return 0;
}

/* The length of a module's path as it is within the image. */
static int carried_len(const char *path, size_t len, bool keep)
{
	const char *suffix = memmem(path, len, ".ko", 3);

	return (int)(keep || !suffix ? len : (size_t)(suffix + 3 - path));
}

static int carry_module(struct pack *pack, const struct carry *c, const struct closure_item *item,
                        struct fault *fault)
{
	const char *path = item->module->path;
	char from[PATH_MAX], to[PATH_MAX];
	AUTO_BYTES struct bytes data = { 0 };
	int rc;

	if (snprintf(from, sizeof(from), "%s/%s", c->folder, path) >= (int)sizeof(from) ||
	    snprintf(to, sizeof(to), "/lib/modules/%s/%.*s", c->release,
	             carried_len(path, strlen(path), c->keep), path) >= (int)sizeof(to))
		return fault_set(fault, -ENAMETOOLONG, "%s: the path is too long", path);
	rc = read_module(from, c->keep, &data, fault);
	return rc < 0 ? rc
	              : pack_data(pack, to, 0644, data.data, data.len, from, item->reason, fault);
}

static int dep_text(const struct carry *c, const struct module *module, struct bytes *out)
{
	int rc =
		bytes_format(out, "%.*s:", carried_len(module->path, strlen(module->path), c->keep),
	                     module->path);

	for (const char *at = module->deps; rc == 0 && *(at += strspn(at, " \t"));) {
		const size_t len = strcspn(at, " \t");

		rc = bytes_format(out, " %.*s", carried_len(at, len, c->keep), at);
		at += len;
	}
	return rc < 0 ? rc : bytes_text(out, "\n");
}

static int write_dep(const struct carry *c, struct bytes *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->closure->n; i++)
		if (!c->closure->items[i].module->builtin)
			rc = dep_text(c, c->closure->items[i].module, out);
	return rc;
}

static bool has(const struct carry *c, const char *name, bool builtin)
{
	char plain[64];
	const struct closure_item *item;

	if (!module_name(name, strlen(name), plain, sizeof(plain)))
		return false;
	item = closure_find(c->closure, plain);
	return item && item->module->builtin == builtin;
}

static int write_alias(const struct carry *c, struct bytes *out)
{
	const struct modules *m = c->modules;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->n_aliases; i++)
		if (!m->aliases[i].builtin && has(c, m->aliases[i].module, false))
			rc = bytes_format(out, "alias %s %s\n", m->aliases[i].pattern,
			                  m->aliases[i].module);
	return rc;
}

static int write_softdep(const struct carry *c, struct bytes *out)
{
	const struct modules *m = c->modules;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->n_softdeps; i++)
		if (has(c, m->softdeps[i].module, false))
			rc = bytes_format(out, "softdep %s %s\n", m->softdeps[i].module,
			                  m->softdeps[i].text);
	return rc;
}

static int write_builtin(const struct carry *c, struct bytes *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->closure->n; i++)
		if (c->closure->items[i].module->builtin)
			rc = bytes_format(out, "%s\n", c->closure->items[i].module->path);
	return rc;
}

static int write_builtin_modinfo(const struct carry *c, struct bytes *out)
{
	const struct modules *m = c->modules;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->n_aliases; i++)
		if (m->aliases[i].builtin && has(c, m->aliases[i].module, true)) {
			rc = bytes_format(out, "%s.alias=%s", m->aliases[i].module,
			                  m->aliases[i].pattern);
			rc = rc < 0 ? rc : bytes_add(out, "", 1);
		}
	return rc;
}

static const struct {
	const char *name;
	int (*write)(const struct carry *c, struct bytes *out);
	bool always; /* who looks at an image looks for it */
} indexes[] = {
	{ "modules.dep", write_dep, true },
	{ "modules.alias", write_alias, true },
	{ "modules.softdep", write_softdep, false },
	{ "modules.builtin", write_builtin, true },
	{ "modules.builtin.modinfo", write_builtin_modinfo, false },
};

int carry_closure(struct pack *pack, const struct carry *c, struct fault *fault)
{
	for (size_t i = 0; i < c->closure->n; i++) {
		int rc = c->closure->items[i].module->builtin
		                 ? 0
		                 : carry_module(pack, c, &c->closure->items[i], fault);

		if (rc < 0)
			return rc;
	}
	for (size_t i = 0; i < ARRAY_SIZE(indexes); i++) {
		AUTO_BYTES struct bytes text = { 0 };
		char path[PATH_MAX];
		int rc = indexes[i].write(c, &text);

		snprintf(path, sizeof(path), "/lib/modules/%s/%s", c->release, indexes[i].name);
		if (rc == 0 && (text.len > 0 || indexes[i].always))
			rc = pack_data(pack, path, 0644, text.data, text.len, NULL,
			               "index of the modules here", fault);
		if (rc == -ENOMEM)
			fault_set(fault, rc, "out of memory");
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int carry_file(struct pack *pack, const char *file, struct bytes *list, struct fault *fault)
{
	const char *name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	const char *suffix = strstr(name, ".ko");
	AUTO_BYTES struct bytes data = { 0 };
	char path[PATH_MAX];
	int rc;

	if (!suffix || (suffix[3] != '\0' && !codec_of_file(name)))
		return fault_set(fault, -EINVAL, "%s: not a .ko, .ko.xz, .ko.zst or .ko.gz", file);
	rc = read_module(file, false, &data, fault);
	if (rc < 0)
		return rc;
	snprintf(path, sizeof(path), "/lib/modules/%.*s", carried_len(name, strlen(name), false),
	         name);
	if (bytes_format(list, "%s\n", path) < 0)
		return fault_set(fault, -ENOMEM, "out of memory");
	return pack_data(pack, path, 0644, data.data, data.len, file, "--module", fault);
}

int carry_files(struct pack *pack, const char *const *files, unsigned int n, struct fault *fault)
{
	AUTO_BYTES struct bytes list = { 0 };

	for (unsigned int i = 0; i < n; i++) {
		int rc = carry_file(pack, files[i], &list, fault);

		if (rc < 0)
			return rc;
	}
	return n == 0 ? 0
	              : pack_data(pack, "/lib/modules/boot.list", 0644, list.data, list.len, NULL,
	                          "the order of --module", fault);
}
