// SPDX-License-Identifier: GPL-2.0-only
/*
 * The statements of the Kconfig language that say what a symbol is: Documentation/kbuild/kconfig-language.rst.
 * Assignments of macros and help texts are skipped.
 */
#include "kconfig_reader.h"
#include "auto.h"
#include "file.h"
#include "kconfig_lines.h"
#include "max_file.h"
#include "target.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BLOCKS = 64, MAX_SOURCES = 32 };

#define BLANKS " \t"

/* An if, menu or choice, and all that is around it. */
struct block {
	const struct kconf_expr *depends, *visible;
	struct kconf_choice *choice; /* the nearest */
};

struct reader {
	struct kconf_tree *tree;
	const char *top, *arch, *srcarch;
	const char *file;
	struct kconf_lines lines;
	unsigned int sources; /* files open */
	struct block blocks[1 + MAX_BLOCKS];
	unsigned int n_blocks;            /* the first is the whole tree */
	struct kconf_definition *current; /* attributes belong to it, */
	struct kconf_choice *choice;      /* or to this choice, */
	struct block *block;              /* or to this menu, if to anything */
};

static int read_file(struct reader *r, const char *name);

static void belong_to_nothing(struct reader *r)
{
	r->current = NULL;
	r->choice = NULL;
	r->block = NULL;
}

/* The expression at *@text, which moves behind it; what cannot be read is a leaf of unknown value. */
static int read_expr(struct reader *r, const char **text, const struct kconf_expr **ret_expr)
{
	struct kconf_arena *arena = &r->tree->arena;
	int rc = kconf_expr_parse(arena, *text, ret_expr, text);
	struct kconf_expr *e;

	if (rc != -EINVAL)
		return rc;
	e = kconf_arena_alloc(arena, sizeof(*e));
	if (!e)
		return -ENOMEM;
	*e = (struct kconf_expr){ .op = KCONF_MACRO, .depth = 1 };
	e->text = kconf_arena_copy(arena, *text, strlen(*text));
	*text = "";
	*ret_expr = e;
	return e->text ? 0 : -ENOMEM;
}

/* "if EXPRESSION" at @text; none is NULL. */
static int read_condition(struct reader *r, const char *text, const struct kconf_expr **ret_expr)
{
	*ret_expr = NULL;
	text += strspn(text, BLANKS);
	if (strncmp(text, "if", 2) != 0 || !strchr(BLANKS "(!\"'$", text[2]))
		return 0;
	text += 2;
	return read_expr(r, &text, ret_expr);
}

static int join(struct reader *r, enum kconf_op op, const struct kconf_expr **into,
                const struct kconf_expr *more)
{
	return kconf_expr_join(&r->tree->arena, op, *into, more, into);
}

static int on_config(struct reader *r, const char *rest)
{
	const struct block *around = &r->blocks[r->n_blocks];
	struct kconf_definition *d = kconf_tree_add(r->tree, rest);

	belong_to_nothing(r);
	if (!d)
		return -ENOMEM;
	d->file = r->file;
	d->line = r->lines.line;
	d->depends = around->depends;
	d->choice = around->choice;
	r->current = d;
	return 0;
}

static int on_comment(struct reader *r, const char *rest)
{
	(void)rest;
	belong_to_nothing(r);
	return 0;
}

static int on_block(struct reader *r, const char *rest)
{
	(void)rest;
	belong_to_nothing(r);
	if (r->n_blocks == MAX_BLOCKS)
		return -EMLINK;
	r->n_blocks++;
	r->block = &r->blocks[r->n_blocks];
	*r->block = r->block[-1];
	return 0;
}

static int on_choice(struct reader *r, const char *rest)
{
	struct kconf_choice *choice = kconf_arena_alloc(&r->tree->arena, sizeof(*choice));
	int rc = choice ? on_block(r, rest) : -ENOMEM;

	if (rc < 0)
		return rc;
	choice->file = r->file;
	choice->line = r->lines.line;
	choice->depends = r->block->depends;
	r->block->choice = choice;
	r->choice = choice;
	return 0;
}

static int on_if(struct reader *r, const char *rest)
{
	const struct kconf_expr *e;
	int rc = on_block(r, rest);

	if (rc == 0)
		rc = read_expr(r, &rest, &e);
	if (rc == 0)
		rc = join(r, KCONF_AND, &r->block->depends, e);
	belong_to_nothing(r);
	return rc;
}

static int on_end(struct reader *r, const char *rest)
{
	on_comment(r, rest);
	if (r->n_blocks > 0)
		r->n_blocks--;
	return 0;
}

static int read_dependency(struct reader *r, const char *text, const struct kconf_expr **ret_expr)
{
	const struct kconf_expr *condition = NULL;
	int rc = read_expr(r, &text, ret_expr);

	if (rc == 0)
		rc = read_condition(r, text, &condition);
	if (rc < 0 || !condition)
		return rc;
	return kconf_expr_or_off(&r->tree->arena, *ret_expr, condition, ret_expr);
}

static int on_depends(struct reader *r, const char *rest)
{
	const struct kconf_expr *e;
	int rc;

	if (strncmp(rest, "on", 2) != 0)
		return 0;
	rc = read_dependency(r, rest + 2, &e);
	if (rc == 0 && r->current)
		rc = join(r, KCONF_AND, &r->current->depends, e);
	if (rc == 0 && r->choice)
		rc = join(r, KCONF_AND, &r->choice->depends, e);
	if (rc == 0 && r->block)
		rc = join(r, KCONF_AND, &r->block->depends, e);
	return rc;
}

static int on_visible(struct reader *r, const char *rest)
{
	const struct kconf_expr *e;
	int rc = read_condition(r, rest, &e);

	return rc == 0 && r->block ? join(r, KCONF_AND, &r->block->visible, e) : rc;
}

/* In front; kconf_tree_read() turns the lists around, so that no file can make us slow. */
static struct kconf_clause *add_clause(struct reader *r, struct kconf_clause **list)
{
	struct kconf_clause *c = kconf_arena_alloc(&r->tree->arena, sizeof(*c));

	if (!c)
		return NULL;
	c->owner = r->current;
	c->next = *list;
	*list = c;
	return c;
}

/* "SYMBOL if EXPRESSION", also known by its target. */
static int read_reverse(struct reader *r, const char *rest, struct kconf_clause **list, bool select)
{
	size_t n = strcspn(rest, BLANKS);
	AUTO_FREE char *name = strndup(rest, n);
	struct kconf_symbol *target = name ? kconf_tree_intern(r->tree, name) : NULL;
	struct kconf_clause *c = target ? add_clause(r, list) : NULL, **all;

	if (!c)
		return -ENOMEM;
	c->target = target->name;
	all = select ? &target->selected_by : &target->implied_by;
	c->next_on_target = *all;
	*all = c;
	return read_condition(r, rest + n, &c->condition);
}

static int on_select(struct reader *r, const char *rest)
{
	return r->current ? read_reverse(r, rest, &r->current->selects, true) : 0;
}

static int on_imply(struct reader *r, const char *rest)
{
	return r->current ? read_reverse(r, rest, &r->current->implies, false) : 0;
}

static int on_default(struct reader *r, const char *rest)
{
	struct kconf_clause **list = r->current ? &r->current->defaults : NULL, *c;
	int rc;

	if (r->choice)
		list = &r->choice->defaults;
	if (!list)
		return 0;
	c = add_clause(r, list);
	rc = c ? read_expr(r, &rest, &c->value) : -ENOMEM;
	return rc < 0 ? rc : read_condition(r, rest, &c->condition);
}

static int on_range(struct reader *r, const char *rest)
{
	struct kconf_clause *c;
	int rc;

	if (!r->current)
		return 0;
	c = add_clause(r, &r->current->ranges);
	rc = c ? read_expr(r, &rest, &c->value) : -ENOMEM;
	if (rc == 0)
		rc = read_expr(r, &rest, &c->upper);
	return rc < 0 ? rc : read_condition(r, rest, &c->condition);
}

static int on_prompt(struct reader *r, const char *rest)
{
	const struct kconf_expr *text, *condition;
	int rc = read_expr(r, &rest, &text);

	if (rc == 0)
		rc = read_condition(r, rest, &condition);
	if (rc == 0)
		rc = join(r, KCONF_AND, &condition, r->blocks[r->n_blocks].visible);
	if (rc == 0 && r->current) {
		r->current->prompt = text->text ? text->text : "";
		r->current->prompt_if = condition;
	}
	if (rc == 0 && r->choice) {
		r->choice->prompt = text->text ? text->text : "";
		r->choice->prompt_if = condition;
	}
	return rc;
}

static int on_modules(struct reader *r, const char *rest)
{
	(void)rest;
	if (r->current) {
		r->current->modules = true;
		r->tree->modules = r->current->symbol;
	}
	return 0;
}

static int on_transitional(struct reader *r, const char *rest)
{
	(void)rest;
	if (r->current)
		r->current->transitional = true;
	return 0;
}

static int on_help(struct reader *r, const char *rest)
{
	(void)rest;
	kconf_lines_begin_help(&r->lines);
	return 0;
}

static int on_source(struct reader *r, const char *rest)
{
	AUTO_FREE char *path =
		*rest == '"' ? strndup(rest + 1, strcspn(rest + 1, "\"")) : strdup(rest);
	struct kconf_lines lines = r->lines;
	const char *file = r->file;
	int rc;

	if (!path)
		return -ENOMEM;
	belong_to_nothing(r);
	rc = read_file(r, path);
	r->file = file;
	r->lines = lines;
	return rc;
}

static const struct keyword {
	const char *word;
	int (*act)(struct reader *r, const char *rest);
	enum kconf_type
		type; /* for those that set one; a prompt, or for def_x a default, may follow */
} keywords[] = {
	{ "config", on_config, 0 },
	{ "menuconfig", on_config, 0 },
	{ "comment", on_comment, 0 },
	{ "menu", on_block, 0 },
	{ "choice", on_choice, 0 },
	{ "if", on_if, 0 },
	{ "endmenu", on_end, 0 },
	{ "endchoice", on_end, 0 },
	{ "endif", on_end, 0 },
	{ "depends", on_depends, 0 },
	{ "visible", on_visible, 0 },
	{ "select", on_select, 0 },
	{ "imply", on_imply, 0 },
	{ "default", on_default, 0 },
	{ "range", on_range, 0 },
	{ "prompt", on_prompt, 0 },
	{ "modules", on_modules, 0 },
	{ "transitional", on_transitional, 0 },
	{ "help", on_help, 0 },
	{ "source", on_source, 0 },
	{ "bool", on_prompt, KCONF_TYPE_BOOL },
	{ "def_bool", on_default, KCONF_TYPE_BOOL },
	{ "tristate", on_prompt, KCONF_TYPE_TRISTATE },
	{ "def_tristate", on_default, KCONF_TYPE_TRISTATE },
	{ "int", on_prompt, KCONF_TYPE_INT },
	{ "hex", on_prompt, KCONF_TYPE_HEX },
	{ "string", on_prompt, KCONF_TYPE_STRING },
};

static int act(struct reader *r, const struct keyword *k, const char *rest)
{
	if (!k->type)
		return k->act(r, rest);
	if (r->current)
		r->current->type = k->type;
	return *rest ? k->act(r, rest) : 0;
}

/* @text with each "$(@name)" in it replaced; NULL without memory. @text is freed. */
static char *replace(char *text, const char *name, const char *value)
{
	const size_t n = strlen(name);
	char *at, *longer;

	while (text && (at = strstr(text, name))) {
		if (asprintf(&longer, "%.*s%s%s", (int)(at - text), text, value, at + n) < 0)
			longer = NULL;
		free(text);
		text = longer;
	}
	return text;
}

/* Known macros expanded; an absence of any is the rule. */
static char *expand(const struct reader *r, const char *text)
{
	char *copy = strdup(text);

	if (!copy || !strstr(copy, "ARCH)"))
		return copy;
	return replace(replace(copy, "$(SRCARCH)", r->srcarch), "$(ARCH)", r->arch);
}

static int read_statement(struct reader *r, const char *statement)
{
	const size_t n = strcspn(statement, BLANKS "\"'(!");
	AUTO_FREE char *rest = NULL;

	for (const struct keyword *k = keywords; k < keywords + ARRAY_SIZE(keywords); k++) {
		if (strlen(k->word) != n || strncmp(statement, k->word, n) != 0)
			continue;
		rest = expand(r, statement + n + strspn(statement + n, BLANKS));
		return rest ? act(r, k, rest) : -ENOMEM;
	}
	return 0;
}

static int read_text(struct reader *r, char *text)
{
	const char *statement;
	int rc = 0;

	r->lines = (struct kconf_lines){ .rest = text };
	while (rc == 0 && (statement = kconf_lines_next(&r->lines)))
		rc = read_statement(r, statement);
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

int kconf_kconfig_read(struct kconf_tree *tree, const char *top, const char *arch)
{
	struct reader *r = calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return -ENOMEM;
	r->tree = tree;
	r->top = top;
	r->arch = arch;
	r->srcarch = kconf_source_arch(arch);
	rc = read_file(r, "Kconfig");
	free(r);
	return rc;
}
