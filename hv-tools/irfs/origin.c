// SPDX-License-Identifier: GPL-2.0-only
#include "origin.h"
#include "auto.h"
#include "bytes.h"
#include "file.h"
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

enum { LIST_MAX = 16 << 20, STATUS_MAX = 64 << 20 };

int origins_add(struct origins *o, const char *folder, const char *package, const char *version)
{
	struct origin *items = array_grow(o->items, o->n, &o->room, sizeof(*items)), *item;

	if (!items)
		return -ENOMEM;
	o->items = items;
	item = &items[o->n++];
	*item = (struct origin){ strdup(folder), strdup(package), strdup(version) };
	return item->folder && item->package && item->version ? 0 : -ENOMEM;
}

static const struct origin *by_folder(const struct origins *o, const char *path)
{
	for (size_t i = 0; i < o->n; i++) {
		const size_t len = strlen(o->items[i].folder);

		if (strncmp(o->items[i].folder, path, len) == 0 &&
		    (path[len] == '/' || path[len] == '\0'))
			return &o->items[i];
	}
	return NULL;
}

/* Is @path a line of the list? Where /lib is a link to /usr/lib, dpkg may know it by either name. */
static bool lists(const char *text, const char *path)
{
	const size_t len = strlen(path);

	for (const char *at = text; (at = strstr(at, path)); at++)
		if ((at == text || at[-1] == '\n') && at[len] == '\n')
			return true;
	return false;
}

/* The package whose list has @path: its name as in the list's file name, without architecture. */
static bool find_package(const char *dpkg, const char *path, char *name, size_t size)
{
	const char *other = strncmp(path, "/usr/", 5) == 0 ? path + 4 : NULL;
	char pattern[PATH_MAX];
	bool found = false;
	glob_t lists_of;

	snprintf(pattern, sizeof(pattern), "%s/info/*.list", dpkg);
	if (glob(pattern, GLOB_NOSORT, NULL, &lists_of) != 0)
		return false;
	for (size_t i = 0; i < lists_of.gl_pathc && !found; i++) {
		AUTO_FREE char *text = NULL;
		const char *base = strrchr(lists_of.gl_pathv[i], '/') + 1;
		size_t len;

		if (hv_file_read(lists_of.gl_pathv[i], LIST_MAX, &text, &len) < 0)
			continue;
		found = lists(text, path) || (other && lists(text, other));
		if (found)
			snprintf(name, size, "%.*s", (int)strcspn(base, ":."), base);
		/* a name may hold dots: only the last ends it */
		if (found && !strchr(base, ':'))
			snprintf(name, size, "%.*s", (int)(strlen(base) - strlen(".list")), base);
	}
	globfree(&lists_of);
	return found;
}

static bool find_version(const char *dpkg, const char *package, char *version, size_t size)
{
	AUTO_FREE char *text = NULL;
	char path[PATH_MAX], head[PATH_MAX];
	const char *at, *line, *end;
	size_t len;

	snprintf(path, sizeof(path), "%s/status", dpkg);
	if (hv_file_read(path, STATUS_MAX, &text, &len) < 0)
		return false;
	snprintf(head, sizeof(head), "Package: %s\n", package);
	for (at = text; (at = strstr(at, head)); at++)
		if (at == text || at[-1] == '\n')
			break;
	end = at ? strstr(at, "\n\n") : NULL;
	line = at ? strstr(at, "\nVersion: ") : NULL;
	if (!line || (end && line > end))
		return false;
	line += strlen("\nVersion: ");
	snprintf(version, size, "%.*s", (int)strcspn(line, "\n"), line);
	return true;
}

const struct origin *origins_of(struct origins *o, const char *path, const char *dpkg)
{
	const struct origin *known = by_folder(o, path);
	char package[256], version[256];

	if (known)
		return known;
	if (!find_package(dpkg, path, package, sizeof(package)) ||
	    !find_version(dpkg, package, version, sizeof(version)) ||
	    origins_add(o, path, package, version) < 0)
		return NULL;
	return &o->items[o->n - 1];
}

void origins_done(struct origins *o)
{
	for (size_t i = 0; i < o->n; i++) {
		free(o->items[i].folder);
		free(o->items[i].package);
		free(o->items[i].version);
	}
	free(o->items);
	*o = (struct origins){ 0 };
}
