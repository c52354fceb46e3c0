// SPDX-License-Identifier: GPL-2.0-only
#include "kbuild.h"
#include "arena.h"
#include "auto.h"
#include "file.h"
#include "hash.h"
#include "kconfig_lines.h"
#include "max_file.h"
#include "target.h"
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024, MAX_CONDITIONS = 16, MAX_DEPTH = 16 };

#define CONFIG "CONFIG_"
#define BLANKS " \t"

/* "a.o" or "folder/" of a Makefile. */
struct target {
	const char *name;
	const char *symbol; /* NULL: none of its own */
	const char *whole;  /* "x.o" of which it is a part; NULL: of none */
	struct target *next;
};

struct folder {
	const char *path; /* below the tree, "" is its top */
	struct target *targets;
	struct folder *next; /* of the same bucket */
};

struct kbuild {
	char *top;
	const char *arch_folder;
	struct kconf_arena arena;
	struct folder *buckets[BUCKETS];
};

/* A Makefile being read. */
struct reader {
	struct kbuild *kbuild;
	struct folder *folder;
	unsigned int depth;
	const char *conditions[MAX_CONDITIONS]; /* symbol of each open ifdef, NULL: not about one */
};

struct kbuild *kbuild_new(const char *top, const char *arch)
{
	struct kbuild *kbuild = calloc(1, sizeof(*kbuild));

	if (!kbuild)
		return NULL;
	kbuild->arch_folder = kconf_source_arch(arch);
	kbuild->top = strdup(top);
	if (kbuild->top)
		return kbuild;
	free(kbuild);
	return NULL;
}

void kbuild_free(struct kbuild *kbuild)
{
	if (!kbuild)
		return;
	kconf_arena_done(&kbuild->arena);
	free(kbuild->top);
	free(kbuild);
}

/* The first symbol that @text names, up to @len bytes of it; NULL: none, or no memory. */
static const char *first_symbol(struct kbuild *kbuild, const char *text, size_t len)
{
	const char *at = memmem(text, len, CONFIG, strlen(CONFIG));
	size_t n = 0;

	if (!at)
		return NULL;
	at += strlen(CONFIG);
	while (at + n < text + len && (isalnum((unsigned char)at[n]) || at[n] == '_'))
		n++;
	return kconf_arena_copy(&kbuild->arena, at, n);
}

static bool begins(const char *text, const char *word)
{
	const size_t n = strlen(word);

	return strncmp(text, word, n) == 0 && (text[n] == '\0' || strchr(BLANKS "(", text[n]));
}

/* True when the line was a condition. What only holds without a symbol is not there for it. */
static bool read_condition(struct reader *r, const char *line)
{
	static const char *const opening[] = { "ifdef", "ifndef", "ifeq", "ifneq" };
	bool negative;

	if (begins(line, "endif")) {
		r->depth -= r->depth > 0;
		return true;
	}
	if (begins(line, "else")) {
		if (r->depth > 0 && r->depth <= MAX_CONDITIONS)
			r->conditions[r->depth - 1] = NULL;
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(opening); i++) {
		if (!begins(line, opening[i]))
			continue;
		negative =
			i == 1 || (i == 2 && strstr(line, ",)")) || (i == 3 && !strstr(line, ",)"));
		if (r->depth < MAX_CONDITIONS)
			r->conditions[r->depth] =
				negative ? NULL : first_symbol(r->kbuild, line, strlen(line));
		r->depth++;
		return true;
	}
	return false;
}

static const char *condition(const struct reader *r)
{
	unsigned int i = r->depth < MAX_CONDITIONS ? r->depth : MAX_CONDITIONS;

	while (i-- > 0)
		if (r->conditions[i])
			return r->conditions[i];
	return NULL;
}

/* The word of @len bytes with $(SRCARCH) filled in; NULL for what make would have to compute. */
static const char *target_name(struct kbuild *kbuild, const char *word, size_t len)
{
	static const char srcarch[] = "$(SRCARCH)";
	const char *at = memmem(word, len, srcarch, strlen(srcarch));
	char name[PATH_MAX];
	int n;

	if (at)
		n = snprintf(name, sizeof(name), "%.*s%s%.*s", (int)(at - word), word,
		             kbuild->arch_folder,
		             (int)(len - (size_t)(at - word) - strlen(srcarch)),
		             at + strlen(srcarch));
	else
		n = snprintf(name, sizeof(name), "%.*s", (int)len, word);
	if (n <= 0 || (size_t)n >= sizeof(name) || strchr(name, '$'))
		return NULL;
	if (name[n - 1] != '/' && (n < 3 || strcmp(name + n - 2, ".o") != 0))
		return NULL;
	return kconf_arena_copy(&kbuild->arena, name, (size_t)n);
}

static void add_targets(struct reader *r, const char *words, const char *symbol, const char *whole)
{
	for (size_t n; words += strspn(words, BLANKS), n = strcspn(words, BLANKS), n > 0;
	     words += n) {
		const char *name = target_name(r->kbuild, words, n);
		struct target *t = name ? kconf_arena_alloc(&r->kbuild->arena, sizeof(*t)) : NULL;

		if (!t)
			continue;
		*t = (struct target){ name, symbol, whole, r->folder->targets };
		r->folder->targets = t;
	}
}

/* Where "-y", "-m", "-objs" or "-$(...)" begins in the name of a list; 0 when it is no such name. */
static size_t stem_length(const char *key, size_t len)
{
	static const char *const suffixes[] = { "-y", "-m", "-objs" };
	const char *macro = memmem(key, len, "-$(", 3);

	if (macro)
		return (size_t)(macro - key);
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		const size_t n = strlen(suffixes[i]);

		if (len > n && memcmp(key + len - n, suffixes[i], n) == 0)
			return len - n;
	}
	return 0;
}

/* "obj-$(CONFIG_X) += a.o b/" or "a-y := c.o d.o". */
static void read_assignment(struct reader *r, const char *line)
{
	const char *equals = strchr(line, '=');
	size_t len = equals ? (size_t)(equals - line) : 0, stem;
	const char *symbol, *whole = NULL;
	char name[NAME_MAX];

	while (len > 0 && strchr("+:? \t", line[len - 1]))
		len--;
	stem = stem_length(line, len);
	if (stem == 0 || stem + 3 > sizeof(name))
		return;
	symbol = first_symbol(r->kbuild, line + stem, len - stem);
	if (strncmp(line, "obj", stem) != 0 && strncmp(line, "lib", stem) != 0) {
		snprintf(name, sizeof(name), "%.*s.o", (int)stem, line);
		whole = kconf_arena_copy(&r->kbuild->arena, name, strlen(name));
	}
	add_targets(r, equals + 1, symbol ? symbol : condition(r), whole);
}

/* A folder has a Kbuild or a Makefile; make prefers the former. One without either has no targets. */
static void read_makefile(struct kbuild *kbuild, struct folder *folder)
{
	static const char *const names[] = { "Kbuild", "Makefile" };
	struct reader reader = { .kbuild = kbuild, .folder = folder };
	AUTO_FREE char *text = NULL;
	struct kconf_lines lines = { 0 };
	char path[PATH_MAX];
	size_t len;

	for (size_t i = 0; !text && i < ARRAY_SIZE(names); i++) {
		const int n = snprintf(path, sizeof(path), "%s/%s%s", kbuild->top, folder->path,
		                       names[i]);

		if (n > 0 && (size_t)n < sizeof(path) &&
		    hv_file_read(path, KCONF_MAX_FILE, &text, &len) < 0)
			text = NULL;
	}
	lines.rest = text;
	for (char *line; text && (line = kconf_lines_next(&lines));)
		if (!read_condition(&reader, line))
			read_assignment(&reader, line);
}

/* @path is "" or ends with '/'. */
static struct folder *get_folder(struct kbuild *kbuild, const char *path, size_t len)
{
	const char *copy = kconf_arena_copy(&kbuild->arena, path, len);
	struct folder **bucket, *f;

	if (!copy)
		return NULL;
	bucket = &kbuild->buckets[kconf_hash(copy) % BUCKETS];
	for (f = *bucket; f; f = f->next)
		if (strcmp(f->path, copy) == 0)
			return f;
	f = kconf_arena_alloc(&kbuild->arena, sizeof(*f));
	if (!f)
		return NULL;
	*f = (struct folder){ .path = copy, .next = *bucket };
	*bucket = f;
	read_makefile(kbuild, f);
	return f;
}

/* A target with a symbol is preferred: a file may be in several lists. */
static const struct target *find_target(const struct folder *folder, const char *name)
{
	const struct target *found = NULL;

	for (const struct target *t = folder->targets; t; t = t->next)
		if (strcmp(t->name, name) == 0 && (!found || (!found->symbol && t->symbol)))
			found = t;
	return found;
}

/* Within one folder: the symbol of @name or of what it is a part of. @ret_found: is it there at all? */
static const char *symbol_within(const struct folder *folder, const char *name, bool *ret_found)
{
	const struct target *t = find_target(folder, name);

	*ret_found = t != NULL;
	for (int depth = 0; t && depth < MAX_DEPTH; depth++) {
		if (t->symbol || !t->whole)
			return t->symbol;
		t = find_target(folder, t->whole);
	}
	return NULL;
}

/* Where the folder that @path, up to @len of it, is in ends. */
static size_t parent_length(const char *path, size_t len)
{
	len -= len > 0; /* of a folder, its own slash */
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len;
}

/*
 * The symbol of @path in the nearest of the folders above it that knows it: "" when it has none of its own,
 * and then @ret_len is where the path of that folder ends. NULL without memory.
 */
static const char *look_up(struct kbuild *kbuild, const char *path, size_t *ret_len)
{
	const size_t nearest = parent_length(path, strlen(path));
	size_t at = nearest;
	bool found;

	for (;; at = parent_length(path, at)) {
		const struct folder *folder = get_folder(kbuild, path, at);
		const char *symbol = folder ? symbol_within(folder, path + at, &found) : NULL;

		if (!folder || symbol)
			return symbol;
		if (found || at == 0)
			break;
	}
	*ret_len = found ? at : nearest;
	return "";
}

/* What has no symbol of its own is there for its folder's. */
const char *kbuild_symbol(struct kbuild *kbuild, const char *object)
{
	char path[PATH_MAX];
	const int n = snprintf(path, sizeof(path), "%s", object);

	if (n < 0 || (size_t)n >= sizeof(path))
		return "";
	while (path[0]) {
		size_t len = 0;
		const char *symbol = look_up(kbuild, path, &len);

		if (!symbol || *symbol)
			return symbol;
		path[len] = '\0';
	}
	return "";
}
