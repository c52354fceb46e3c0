// SPDX-License-Identifier: GPL-2.0-only
/*
 * The subset of the Kconfig language that says what a symbol is: Documentation/kbuild/kconfig-language.rst.
 * Defaults, ranges, macros and help texts are skipped.
 */
#include "kconfig_reader.h"
#include "auto.h"
#include "file.h"
#include "limits.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BLOCKS = 64, MAX_SOURCES = 32, TAB = 8 };

#define BLANKS " \t"

struct reader {
	struct kconf_tree *tree;
	const char *top, *srcarch;
	const char *file;
	unsigned int line;
	unsigned int sources;                  /* files open */
	struct kconf_words blocks[MAX_BLOCKS]; /* conditions of the if, menu and choice around us */
	unsigned int n_blocks;
	struct kconf_definition *current; /* NULL = attributes belong to no symbol */
	struct kconf_words *depends;      /* where a "depends on" goes, NULL = nowhere */
	bool in_help;
	int help_indent; /* -1 = first line of the text not seen */
};

static int read_file(struct reader *r, const char *name);

/* A comment to the end of the line, but not one within quotes. */
static void cut_comment(char *text)
{
	char quote = 0;

	for (; *text; text++) {
		if (quote)
			quote = *text == quote ? 0 : quote;
		else if (*text == '"' || *text == '\'')
			quote = *text;
		else if (*text == '#')
			*text = '\0';
		if (!*text)
			return;
	}
}

static size_t trimmed_length(const char *text)
{
	size_t n = strlen(text);

	while (n > 0 && strchr(BLANKS, text[n - 1]))
		n--;
	return n;
}

static int copy_words(struct kconf_words *to, const struct kconf_words *from)
{
	int rc = 0;

	for (size_t i = 0; i < from->n && rc == 0; i++)
		rc = kconf_words_add(to, from->items[i], strlen(from->items[i]));
	return rc;
}

static int on_config(struct reader *r, const char *rest)
{
	int rc = 0;

	r->current = kconf_tree_add(r->tree, rest, trimmed_length(rest));
	if (!r->current)
		return -ENOMEM;
	r->current->file = r->file;
	r->current->line = r->line;
	r->depends = &r->current->depends;
	for (unsigned int i = 0; i < r->n_blocks && rc == 0; i++)
		rc = copy_words(r->depends, &r->blocks[i]);
	return rc;
}

static int on_comment(struct reader *r, const char *rest)
{
	(void)rest;
	r->current = NULL;
	r->depends = NULL;
	return 0;
}

static int on_block(struct reader *r, const char *rest)
{
	(void)rest;
	if (r->n_blocks == MAX_BLOCKS)
		return -EMLINK;
	r->current = NULL;
	r->depends = &r->blocks[r->n_blocks++];
	return 0;
}

static int on_if(struct reader *r, const char *rest)
{
	int rc = on_block(r, rest);

	return rc < 0 ? rc : kconf_words_add(r->depends, rest, trimmed_length(rest));
}

static int on_end(struct reader *r, const char *rest)
{
	on_comment(r, rest);
	if (r->n_blocks > 0)
		kconf_words_done(&r->blocks[--r->n_blocks]);
	return 0;
}

static int on_depends(struct reader *r, const char *rest)
{
	if (!r->depends || strncmp(rest, "on", 2) != 0)
		return 0;
	rest += 2 + strspn(rest + 2, BLANKS);
	return kconf_words_add(r->depends, rest, trimmed_length(rest));
}

static int on_select(struct reader *r, const char *rest)
{
	return r->current ? kconf_words_add(&r->current->selects, rest, trimmed_length(rest)) : 0;
}

static int on_prompt(struct reader *r, const char *rest)
{
	(void)rest;
	if (r->current)
		r->current->prompt = true;
	return 0;
}

static int on_help(struct reader *r, const char *rest)
{
	(void)rest;
	r->in_help = true;
	r->help_indent = -1;
	return 0;
}

/* The path in source "path", with the one macro that stands in it. */
static char *source_path(const struct reader *r, const char *rest)
{
	static const char macro[] = "$(SRCARCH)";
	size_t len = *rest == '"' ? strcspn(rest + 1, "\"") : 0;
	AUTO_FREE char *path = strndup(rest + 1, len);
	char *at = path ? strstr(path, macro) : NULL, *expanded;

	if (!at)
		return path ? strdup(path) : NULL;
	if (asprintf(&expanded, "%.*s%s%s", (int)(at - path), path, r->srcarch,
	             at + strlen(macro)) < 0)
		return NULL;
	return expanded;
}

static int on_source(struct reader *r, const char *rest)
{
	AUTO_FREE char *path = source_path(r, rest);
	const char *file = r->file;
	unsigned int line = r->line;
	int rc;

	if (!path)
		return -ENOMEM;
	on_comment(r, rest);
	rc = read_file(r, path);
	r->file = file;
	r->line = line;
	return rc;
}

static const struct keyword {
	const char *word;
	int (*act)(struct reader *r, const char *rest);
	enum kconf_type type; /* for those without an act */
} keywords[] = {
	{ "config", on_config, 0 },
	{ "menuconfig", on_config, 0 },
	{ "comment", on_comment, 0 },
	{ "menu", on_block, 0 },
	{ "choice", on_block, 0 },
	{ "if", on_if, 0 },
	{ "endmenu", on_end, 0 },
	{ "endchoice", on_end, 0 },
	{ "endif", on_end, 0 },
	{ "depends", on_depends, 0 },
	{ "select", on_select, 0 },
	{ "prompt", on_prompt, 0 },
	{ "help", on_help, 0 },
	{ "source", on_source, 0 },
	{ "bool", NULL, KCONF_TYPE_BOOL },
	{ "def_bool", NULL, KCONF_TYPE_BOOL },
	{ "tristate", NULL, KCONF_TYPE_TRISTATE },
	{ "def_tristate", NULL, KCONF_TYPE_TRISTATE },
	{ "int", NULL, KCONF_TYPE_INT },
	{ "hex", NULL, KCONF_TYPE_HEX },
	{ "string", NULL, KCONF_TYPE_STRING },
};

static int set_type(struct reader *r, enum kconf_type type, const char *rest)
{
	if (!r->current)
		return 0;
	r->current->type = type;
	r->current->prompt |= *rest == '"' || *rest == '\'';
	return 0;
}

static int read_statement(struct reader *r, char *text)
{
	size_t n;

	cut_comment(text);
	text += strspn(text, BLANKS);
	n = strcspn(text, BLANKS "\"'(!");
	for (const struct keyword *k = keywords; k < keywords + ARRAY_SIZE(keywords); k++) {
		const char *rest = text + n + strspn(text + n, BLANKS);

		if (strlen(k->word) == n && strncmp(text, k->word, n) == 0)
			return k->act ? k->act(r, rest) : set_type(r, k->type, rest);
	}
	return 0;
}

static int indent_of(const char *text)
{
	int column = 0;

	for (; *text && strchr(BLANKS, *text); text++)
		column = *text == '\t' ? (column / TAB + 1) * TAB : column + 1;
	return column;
}

/* A help text goes on for as long as lines are indented like its first one. */
static bool is_help(struct reader *r, const char *text)
{
	int indent = indent_of(text);

	if (!r->in_help || text[strspn(text, BLANKS)] == '\0')
		return r->in_help;
	if (r->help_indent < 0)
		r->help_indent = indent;
	r->in_help = indent > 0 && indent >= r->help_indent;
	return r->in_help;
}

/* The line at *@text, with those that a backslash joins to it; NULL at the end. */
static char *next_line(struct reader *r, char **text)
{
	char *line = *text, *p = line;

	if (!line || !*line)
		return NULL;
	r->line++;
	for (; (p = strchr(p, '\n')) && p > line && p[-1] == '\\'; r->line++)
		p[-1] = *p = ' ';
	if (p)
		*p++ = '\0';
	*text = p;
	return line;
}

static int read_text(struct reader *r, char *text)
{
	char *line;
	int rc = 0;

	r->line = 0;
	while (rc == 0 && (line = next_line(r, &text)))
		if (!is_help(r, line))
			rc = read_statement(r, line);
	r->in_help = false;
	return rc;
}

static int read_file(struct reader *r, const char *name)
{
	AUTO_FREE char *path = NULL;
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc;

	if (r->sources == MAX_SOURCES)
		return -EMLINK;
	if (asprintf(&path, "%s/%s", r->top, name) < 0)
		return -ENOMEM;
	rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len);
	if (rc == 0)
		rc = kconf_words_add(&r->tree->files, name, strlen(name));
	if (rc < 0)
		return rc;
	r->file = r->tree->files.items[r->tree->files.n - 1];
	r->sources++;
	rc = read_text(r, text);
	r->sources--;
	return rc;
}

/* The folder below arch/: the kernel's Makefile has the same table. */
static const char *source_arch(const char *arch)
{
	return strcmp(arch, "x86_64") == 0 || strcmp(arch, "i386") == 0 ? "x86" : arch;
}

int kconf_kconfig_read(struct kconf_tree *tree, const char *top, const char *arch)
{
	struct reader r = { .tree = tree, .top = top, .srcarch = source_arch(arch) };
	int rc = read_file(&r, "Kconfig");

	while (r.n_blocks > 0)
		kconf_words_done(&r.blocks[--r.n_blocks]);
	return rc;
}
