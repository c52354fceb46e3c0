// SPDX-License-Identifier: GPL-2.0-only
#include "recipe.h"
#include "auto.h"
#include "file.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 256, RECIPE_MAX = 1 << 20 };

struct run {
	struct recipe *recipe;
	struct pack *pack;
	struct origins *origins;
	struct fault *fault;
	char **word;
	unsigned int n;
};

static int do_root(struct run *r)
{
	struct recipe *recipe = r->recipe;

	if (recipe->n_roots == RECIPE_ROOTS)
		return fault_set(r->fault, -EINVAL, "more than %d roots", RECIPE_ROOTS);
	if (r->n != 2 && r->n != 4)
		return fault_set(r->fault, -EINVAL,
		                 "a root takes FOLDER or FOLDER PACKAGE VERSION");
	if (access(r->word[1], X_OK) < 0)
		return fault_set(r->fault, -errno, "%s: %s", r->word[1], strerror(errno));
	recipe->roots[recipe->n_roots] = strdup(r->word[1]);
	if (!recipe->roots[recipe->n_roots++] ||
	    (r->n == 4 && origins_add(r->origins, r->word[1], r->word[2], r->word[3]) < 0))
		return fault_set(r->fault, -ENOMEM, "out of memory");
	return 0;
}

/* Packages of today have all below /usr, those of Debian 12 what is to be had early outside of it. */
static bool find_below(const char *root, const char *path, char *found)
{
	const bool in_usr = strncmp(path, "/usr/", 5) == 0;

	snprintf(found, PATH_MAX, "%s%s", root, path);
	if (access(found, R_OK) == 0)
		return true;
	snprintf(found, PATH_MAX, "%s%s%s", root, in_usr ? "" : "/usr", in_usr ? path + 4 : path);
	return access(found, R_OK) == 0;
}

static int copy(struct run *r, bool with_libraries)
{
	const char *dest = r->n > 2 ? r->word[2] : r->word[1];
	char found[PATH_MAX] = "", why[PATH_MAX + 32];
	struct program_roots roots = { (const char *const *)r->recipe->roots, r->recipe->n_roots };
	bool there = false;

	if (*r->word[1] != '/')
		return fault_set(r->fault, -EINVAL, "'%s' is no absolute path", r->word[1]);
	for (unsigned int i = 0; i < roots.n && !there; i++)
		there = find_below(roots.roots[i], r->word[1], found);
	if (!there)
		there = find_below("", r->word[1], found);
	if (!there)
		return fault_set(r->fault, -ENOENT, "no such file, in no root: %s", r->word[1]);
	snprintf(why, sizeof(why), "%s %.200s", r->word[0], r->word[1]);
	if (with_libraries)
		return program_add(r->pack, &roots, found, dest, why, r->fault);
	return pack_copy(r->pack, found, dest, why, r->fault);
}

static int do_file(struct run *r)
{
	return copy(r, false);
}

static int do_program(struct run *r)
{
	return copy(r, true);
}

static int do_link(struct run *r)
{
	return pack_link(r->pack, r->word[1], r->word[2], "link", r->fault);
}

static int do_links(struct run *r)
{
	for (unsigned int i = 3; i < r->n; i++) {
		char path[PATH_MAX];
		int rc;

		snprintf(path, sizeof(path), "%.1024s/%.1024s",
		         strcmp(r->word[1], "/") == 0 ? "" : r->word[1], r->word[i]);
		rc = pack_link(r->pack, path, r->word[2], "links", r->fault);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int do_folder(struct run *r)
{
	return pack_folder(r->pack, r->word[1], "folder", r->fault);
}

static const struct {
	const char *name, *usage;
	unsigned int min, max; /* words, with the first */
	int (*run)(struct run *r);
} verbs[] = {
	{ "root", "FOLDER [PACKAGE VERSION]", 2, 4, do_root },
	{ "file", "SOURCE [DEST]", 2, 3, do_file },
	{ "program", "SOURCE [DEST]", 2, 3, do_program },
	{ "link", "DEST TARGET", 3, 3, do_link },
	{ "links", "FOLDER TARGET NAME...", 4, WORDS_MAX, do_links },
	{ "folder", "DEST", 2, 2, do_folder },
};

static int obey(struct run *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(verbs[i].name, r->word[0]) != 0)
			continue;
		if (r->n < verbs[i].min || r->n > verbs[i].max)
			return fault_set(r->fault, -EINVAL, "it is: %s %s", verbs[i].name,
			                 verbs[i].usage);
		return verbs[i].run(r);
	}
	return fault_set(r->fault, -EINVAL,
	                 "'%.60s' is none of root, file, program, link, links, folder", r->word[0]);
}

/* The words of @line, cut in place. Their number, or -EINVAL for too many. */
static int split(char *line, char **words)
{
	int n = 0;
	char *rest, *word;

	line[strcspn(line, "#")] = '\0';
	for (word = strtok_r(line, " \t\r", &rest); word; word = strtok_r(NULL, " \t\r", &rest)) {
		if (n == WORDS_MAX)
			return -EINVAL;
		words[n++] = word;
	}
	return n;
}

int recipe_run(struct recipe *recipe, const char *text, struct pack *pack, struct origins *origins,
               struct fault *fault)
{
	AUTO_FREE char *copy_of = strdup(text);
	char *words[WORDS_MAX];
	struct run r = { recipe, pack, origins, fault, words, 0 };
	unsigned int number = 0;

	if (!copy_of)
		return fault_set(fault, -ENOMEM, "out of memory");
	for (char *line = copy_of, *next; line; line = next) {
		char *end = strchr(line, '\n'), where[32];
		int rc;

		next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		snprintf(where, sizeof(where), "line %u", ++number);
		rc = split(line, words);
		r.n = rc > 0 ? (unsigned int)rc : 0;
		if (rc < 0)
			fault_set(fault, rc, "more than %d words", WORDS_MAX);
		else if (rc > 0)
			rc = obey(&r);
		if (rc < 0)
			return fault_at(fault, rc, where);
	}
	return 0;
}

int recipe_run_file(struct recipe *recipe, const char *path, struct pack *pack,
                    struct origins *origins, struct fault *fault)
{
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc = hv_file_read(path, RECIPE_MAX, &text, &len);

	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", path, strerror(-rc));
	rc = recipe_run(recipe, text, pack, origins, fault);
	return rc < 0 ? fault_at(fault, rc, path) : 0;
}

void recipe_done(struct recipe *recipe)
{
	for (unsigned int i = 0; i < recipe->n_roots; i++)
		free(recipe->roots[i]);
	*recipe = (struct recipe){ 0 };
}
