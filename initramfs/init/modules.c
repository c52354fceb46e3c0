// SPDX-License-Identifier: GPL-2.0-only
#include "modules.h"
#include "cmdline.h"
#include "failure.h"
#include "report.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_DEPTH = 16, PATH_ROOM = 256, PARAMETERS = 1024 };

/* Of finit_module(2), from Linux 5.17 on: include/uapi/linux/module.h, MODULE_INIT_COMPRESSED_FILE. */
enum { PACKED = 4 };

/* EEXIST: loaded already, as a built-in part of another kernel may have it. */
static int load(int dir, const char *path, const char *parameters)
{
	const int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	const size_t len = strlen(path);
	const bool packed = len < 3 || strcmp(path + len - 3, ".ko") != 0;
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, parameters, packed ? PACKED : 0) < 0 && errno != EEXIST)
		rc = -errno;
	close(fd);
	return rc;
}

void modules_load(void)
{
	char list[4096];
	const ssize_t len = file_read(AT_FDCWD, MODULES_LIST, list, sizeof(list));
	const char *path = list;
	int rc;

	if (len == -ENOENT)
		return;
	if (len < 0)
		fail("modules", MODULES_LIST, (int)-len);
	for (ssize_t i = 0; i <= len; i++) {
		if (list[i] != '\n' && list[i] != '\0')
			continue;
		list[i] = '\0';
		rc = *path ? load(AT_FDCWD, path, "") : 0;
		if (rc < 0)
			fail("modules", path, -rc);
		path = list + i + 1;
	}
	report_ok("modules", NULL);
}

int modules_open(int dir, const char *release, struct modules *ret_modules)
{
	struct modules *m = ret_modules;
	int base = openat(dir, "lib/modules", O_PATH | O_DIRECTORY | O_CLOEXEC), rc;

	*m = (struct modules){ .folder = -1 };
	if (base < 0)
		return -errno;
	m->folder = openat(base, release, O_PATH | O_DIRECTORY | O_CLOEXEC);
	rc = m->folder < 0 ? -errno : file_map(m->folder, "modules.dep", &m->index.dep);
	close(base);
	if (rc < 0) {
		if (m->folder >= 0)
			close(m->folder);
		m->folder = -1;
		return rc;
	}
	/* The others may be missing: nothing has an alias then, or wants others. */
	file_map(m->folder, "modules.alias", &m->index.alias);
	file_map(m->folder, "modules.softdep", &m->index.softdep);
	file_map(m->folder, "modules.builtin", &m->index.builtin);
	return 0;
}

static bool is_done(struct modules *m, struct piece path)
{
	for (size_t i = 0; i < m->n_done; i++)
		if (m->done[i] == path.at)
			return true;
	/* A list that is full costs another try, which the kernel answers with EEXIST. */
	if (m->n_done < MODULES_MAX)
		m->done[m->n_done++] = path.at;
	return false;
}

static void note_failure(struct modules *m, struct piece name, int rc)
{
	const size_t len = name.len < sizeof(m->failed) - 1 ? name.len : sizeof(m->failed) - 1;

	memcpy(m->failed, name.at, len);
	m->failed[len] = '\0';
	m->failed_errno = -rc;
}

static int load_file(struct modules *m, struct piece path)
{
	const struct piece name = modindex_name(path);
	char file[PATH_ROOM], parameters[PARAMETERS];
	int rc;

	if (path.len >= sizeof(file))
		return -ENAMETOOLONG;
	memcpy(file, path.at, path.len);
	file[path.len] = '\0';
	rc = init_cmdline_parameters(m->cmdline, m->cmdline_len, name.at, name.len, parameters,
	                             sizeof(parameters));
	if (rc == 0)
		rc = load(m->folder, file, parameters);
	if (rc < 0)
		note_failure(m, name, rc);
	else
		m->n_loaded++;
	return rc;
}

static int load_deep(struct modules *m, struct piece name, unsigned int depth);

/* @after: those behind "post:", else those behind "pre:". None of them has to be there. */
static void load_soft(struct modules *m, struct piece name, bool after, unsigned int depth)
{
	struct piece words, word;
	int now = -1;

	if (!modindex_softdep(&m->index, name, &words))
		return;
	while (piece_word(&words, &word)) {
		if (word.at[word.len - 1] == ':')
			now = word.len == 5; /* "post:" */
		else if (now == after)
			load_deep(m, word, depth + 1);
	}
}

static int load_path(struct modules *m, struct piece path, unsigned int depth)
{
	const struct piece name = modindex_name(path);
	int rc;

	if (is_done(m, path))
		return 0;
	load_soft(m, name, false, depth);
	rc = load_file(m, path);
	if (rc == 0)
		load_soft(m, name, true, depth);
	return rc;
}

/* The path in the line that tells of it, by which is_done() knows it. */
static int load_need(struct modules *m, struct piece need, unsigned int depth)
{
	struct piece path, needs;

	if (!modindex_find(&m->index, modindex_name(need), &path, &needs))
		return -ENOENT;
	return load_path(m, path, depth);
}

/* The last word of @words, which is taken off. */
static bool last_word(struct piece *words, struct piece *ret_word)
{
	struct piece rest = *words, word;
	bool found = false;

	while (piece_word(&rest, &word)) {
		*ret_word = word;
		found = true;
	}
	words->len = found ? (size_t)(ret_word->at - words->at) : 0;
	return found;
}

static int load_deep(struct modules *m, struct piece name, unsigned int depth)
{
	struct piece path, needs, need = { NULL, 0 };
	int rc;

	if (m->folder < 0 || depth > MAX_DEPTH)
		return -ENOENT;
	if (!modindex_find(&m->index, name, &path, &needs))
		return modindex_is_builtin(&m->index, name) ? 0 : -ENOENT;
	while (last_word(&needs, &need)) {
		rc = load_need(m, need, depth);
		if (rc < 0)
			return rc;
	}
	return load_path(m, path, depth);
}

int modules_load_name(struct modules *modules, const char *name)
{
	return load_deep(modules, piece_of(name), 0);
}

static bool is_blacklisted(const struct modules *m, struct piece name)
{
	const char *at = m->blacklist;

	while (at && *at) {
		const size_t len = strcspn(at, ",");

		if (piece_is_name(name, (struct piece){ at, len }))
			return true;
		at += len + (at[len] == ',');
	}
	return false;
}

unsigned int modules_load_alias(struct modules *modules, const char *alias)
{
	unsigned int n = 0;
	struct piece name;

	for (size_t at = 0; modindex_alias(&modules->index, alias, &at, &name);)
		if (!is_blacklisted(modules, name)) {
			load_deep(modules, name, 0);
			n++;
		}
	return n;
}
