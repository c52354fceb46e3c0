// SPDX-License-Identifier: GPL-2.0-only
#include "modules.h"
#include "auto.h"
#include "file.h"
#include "pattern.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LEN = 64, TEXT_MAX = 64 << 20 };

bool module_name(const char *path, size_t len, char *name, size_t size)
{
	const char *slash = memrchr(path, '/', len), *suffix;

	if (slash) {
		len -= (size_t)(slash + 1 - path);
		path = slash + 1;
	}
	suffix = memmem(path, len, ".ko", 3);
	if (suffix)
		len = (size_t)(suffix - path);
	if (len == 0 || len >= size)
		return false;
	for (size_t i = 0; i < len; i++)
		name[i] = path[i] == '-' ? '_' : path[i];
	name[len] = '\0';
	return true;
}

/* A copy that may be cut to pieces, with a NUL at its end. */
static char *keep(struct modules *m, const char *text, size_t len)
{
	char **texts = array_grow(m->texts, m->n_texts, &m->texts_room, sizeof(*texts));
	char *copy = texts ? malloc(len + 1) : NULL;

	if (texts)
		m->texts = texts;
	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	m->texts[m->n_texts++] = copy;
	return copy;
}

static int add_module(struct modules *m, const char *path, size_t len, const char *deps,
                      bool builtin)
{
	struct module *items = array_grow(m->items, m->n_items, &m->items_room, sizeof(*items));
	char name[NAME_MAX_LEN];

	if (!items)
		return -ENOMEM;
	m->items = items;
	if (!module_name(path, len, name, sizeof(name)))
		return -EINVAL;
	items[m->n_items] = (struct module){
		.name = keep(m, name, strlen(name)),
		.path = path,
		.deps = deps,
		.builtin = builtin,
	};
	return items[m->n_items++].name ? 0 : -ENOMEM;
}

static int add_alias(struct modules *m, const char *pattern, const char *module, bool builtin)
{
	struct module_alias *aliases =
		array_grow(m->aliases, m->n_aliases, &m->aliases_room, sizeof(*aliases));

	if (!aliases)
		return -ENOMEM;
	m->aliases = aliases;
	aliases[m->n_aliases++] = (struct module_alias){ pattern, module, builtin };
	return 0;
}

static int dep_line(struct modules *m, char *line)
{
	char *colon = strchr(line, ':');

	if (!colon)
		return -EINVAL;
	*colon = '\0';
	return add_module(m, line, strlen(line), colon + 1, false);
}

static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, " \t\r"), *end = word + strcspn(word, " \t\r");

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return *word ? word : NULL;
}

static int alias_line(struct modules *m, char *line)
{
	const char *kind = next_word(&line), *pattern = next_word(&line), *module;

	/* A pattern has no blanks, and nor has a name. */
	module = next_word(&line);
	if (!kind || strcmp(kind, "alias") != 0 || !module)
		return -EINVAL;
	return add_alias(m, pattern, module, false);
}

static int softdep_line(struct modules *m, char *line)
{
	const char *kind = next_word(&line), *module = next_word(&line);
	struct module_softdep *softdeps =
		array_grow(m->softdeps, m->n_softdeps, &m->softdeps_room, sizeof(*softdeps));

	if (!softdeps)
		return -ENOMEM;
	m->softdeps = softdeps;
	if (!kind || strcmp(kind, "softdep") != 0 || !module)
		return -EINVAL;
	softdeps[m->n_softdeps++] = (struct module_softdep){ module, line };
	return 0;
}

static int builtin_line(struct modules *m, char *line)
{
	return add_module(m, line, strlen(line), "", true);
}

/* "module.key=value" */
static int modinfo_string(struct modules *m, char *text)
{
	char *dot = strchr(text, '.'), *value = strchr(text, '=');

	if (!dot || !value || dot > value)
		return -EINVAL;
	*dot = *value++ = '\0';
	return strcmp(dot + 1, "alias") == 0 ? add_alias(m, value, text, true) : 0;
}

/* Each piece of a copy of @text, parted by @end; blank ones and comments are passed over. */
static int each_line(struct modules *m, const char *text, size_t len, char end,
                     int (*take)(struct modules *m, char *line), struct fault *fault)
{
	char *copy = keep(m, text, len), *next;
	unsigned int number = 1;

	if (!copy)
		return fault_set(fault, -ENOMEM, "out of memory");
	for (char *line = copy; line < copy + len; line = next, number++) {
		char *stop = memchr(line, end, (size_t)(copy + len - line));
		int rc = 0;

		next = stop ? stop + 1 : copy + len;
		if (stop)
			*stop = '\0';
		if (*line != '\0' && *line != '#')
			rc = take(m, line);
		if (rc < 0)
			return fault_set(fault, rc, "line %u: %s", number,
			                 rc == -EINVAL ? "it says nothing of a module"
			                               : "out of memory");
	}
	return 0;
}

int modules_parse_dep(struct modules *m, const char *text, size_t len, struct fault *fault)
{
	m->has_dep = true;
	return each_line(m, text, len, '\n', dep_line, fault);
}

int modules_parse_alias(struct modules *m, const char *text, size_t len, struct fault *fault)
{
	m->has_alias = true;
	return each_line(m, text, len, '\n', alias_line, fault);
}

int modules_parse_softdep(struct modules *m, const char *text, size_t len, struct fault *fault)
{
	return each_line(m, text, len, '\n', softdep_line, fault);
}

int modules_parse_builtin(struct modules *m, const char *text, size_t len, struct fault *fault)
{
	return each_line(m, text, len, '\n', builtin_line, fault);
}

int modules_parse_builtin_modinfo(struct modules *m, const char *text, size_t len,
                                  struct fault *fault)
{
	return each_line(m, text, len, '\0', modinfo_string, fault);
}

static const struct {
	const char *name;
	int (*parse)(struct modules *m, const char *text, size_t len, struct fault *fault);
} files[] = {
	{ "modules.dep", modules_parse_dep },
	{ "modules.alias", modules_parse_alias },
	{ "modules.softdep", modules_parse_softdep },
	{ "modules.builtin", modules_parse_builtin },
	{ "modules.builtin.modinfo", modules_parse_builtin_modinfo },
};

int modules_read_folder(struct modules *m, const char *folder, bool need_dep, struct fault *fault)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		AUTO_FREE char *path = NULL, *text = NULL;
		size_t len;
		int rc = asprintf(&path, "%s/%s", folder, files[i].name) < 0
		                 ? -ENOMEM
		                 : hv_file_read(path, TEXT_MAX, &text, &len);

		if (rc == -ENOENT && (i > 0 || !need_dep))
			continue;
		if (rc == -ENOENT)
			return fault_set(fault, rc, "%s is not there: run depmod", path);
		if (rc < 0)
			return fault_set(fault, rc, "%s: %s", path, strerror(-rc));
		rc = files[i].parse(m, text, len, fault);
		if (rc < 0)
			return fault_at(fault, rc, path);
	}
	return 0;
}

int modules_read_image(struct modules *m, const struct image *image, const char *release,
                       struct fault *fault)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		AUTO_FREE char *path = NULL;
		const struct image_file *file;
		int rc;

		if (asprintf(&path, "lib/modules/%s/%s", release, files[i].name) < 0)
			return fault_set(fault, -ENOMEM, "out of memory");
		file = image_resolve(image, path);
		if (!file)
			continue;
		rc = files[i].parse(m, file->data, file->size, fault);
		if (rc < 0)
			return fault_at(fault, rc, path);
	}
	return 0;
}

void modules_done(struct modules *m)
{
	for (size_t i = 0; i < m->n_texts; i++)
		free(m->texts[i]);
	free(m->texts);
	free(m->items);
	free(m->aliases);
	free(m->softdeps);
	*m = (struct modules){ 0 };
}

const struct module *modules_find(const struct modules *m, const char *name)
{
	char plain[NAME_MAX_LEN];

	if (!module_name(name, strlen(name), plain, sizeof(plain)))
		return NULL;
	for (size_t i = 0; i < m->n_items; i++)
		if (strcmp(m->items[i].name, plain) == 0)
			return &m->items[i];
	return NULL;
}

const struct module *modules_by_path(const struct modules *m, const char *path, size_t len)
{
	for (size_t i = 0; i < m->n_items; i++)
		if (m->items[i].path && strlen(m->items[i].path) == len &&
		    memcmp(m->items[i].path, path, len) == 0)
			return &m->items[i];
	return NULL;
}

const struct module_alias *modules_match(const struct modules *m, const char *modalias, size_t *at)
{
	while (*at < m->n_aliases) {
		const struct module_alias *alias = &m->aliases[(*at)++];

		if (pattern_match(alias->pattern, modalias))
			return alias;
	}
	return NULL;
}
