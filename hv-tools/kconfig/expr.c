// SPDX-License-Identifier: GPL-2.0-only
#include "expr.h"
#include "auto.h"
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define BLANKS " \t"

struct parser {
	struct kconf_arena *arena;
	const char *at;
	unsigned int nested; /* parentheses and "!" around us */
	int error;
};

static const struct kconf_expr *parse_or(struct parser *p);

static void skip_blanks(struct parser *p)
{
	p->at += strspn(p->at, BLANKS);
}

/* Is @token next? Then go past it. */
static bool take(struct parser *p, const char *token)
{
	size_t n = strlen(token);

	skip_blanks(p);
	if (strncmp(p->at, token, n) != 0)
		return false;
	p->at += n;
	return true;
}

static const struct kconf_expr *fail(struct parser *p, int error)
{
	if (p->error == 0)
		p->error = error;
	return NULL;
}

static const struct kconf_expr *leaf(struct parser *p, enum kconf_op op, const char *text)
{
	struct kconf_expr *e = text ? kconf_arena_alloc(p->arena, sizeof(*e)) : NULL;

	if (!e)
		return fail(p, -ENOMEM);
	*e = (struct kconf_expr){ .op = op, .depth = 1, .text = text };
	return e;
}

static int make_node(struct kconf_arena *arena, enum kconf_op op, const struct kconf_expr *left,
                     const struct kconf_expr *right, const struct kconf_expr **ret_expr)
{
	unsigned int depth = right && right->depth > left->depth ? right->depth : left->depth;
	struct kconf_expr *e;

	if (depth >= KCONF_MAX_DEPTH)
		return -EMLINK;
	e = kconf_arena_alloc(arena, sizeof(*e));
	if (!e)
		return -ENOMEM;
	*e = (struct kconf_expr){ .op = op, .depth = depth + 1, .left = left, .right = right };
	*ret_expr = e;
	return 0;
}

static const struct kconf_expr *node(struct parser *p, enum kconf_op op,
                                     const struct kconf_expr *left, const struct kconf_expr *right)
{
	const struct kconf_expr *e = NULL;
	int rc;

	if (!left || (!right && op != KCONF_NOT))
		return NULL;
	rc = make_node(p->arena, op, left, right, &e);
	return rc < 0 ? fail(p, rc) : e;
}

/* The length of a $(macro), which may hold others; 0 when there is none, or no end to it. */
static size_t macro_length(const char *text)
{
	size_t n = 1;
	int depth = 0;

	if (text[0] != '$' || text[1] != '(')
		return 0;
	for (; text[n]; n++) {
		depth += (text[n] == '(') - (text[n] == ')');
		if (depth == 0)
			return n + 1;
	}
	return 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool is_constant(const char *word, size_t n)
{
	return n == 1 && strchr("ymn", *word);
}

/* A word of letters and macros. */
static const struct kconf_expr *parse_word(struct parser *p)
{
	const char *start = p->at;
	bool macro = false;
	size_t n;

	for (;;) {
		if (is_word(*p->at)) {
			p->at++;
			continue;
		}
		n = macro_length(p->at);
		if (n == 0)
			break;
		macro = true;
		p->at += n;
	}
	n = (size_t)(p->at - start);
	if (n == 0 || (n == 2 && strncmp(start, "if", 2) == 0))
		return fail(p, -EINVAL);
	if (!macro && is_constant(start, n))
		return leaf(p, KCONF_CONSTANT, kconf_arena_copy(p->arena, start, n));
	return leaf(p, macro ? KCONF_MACRO : KCONF_SYMBOL, kconf_arena_copy(p->arena, start, n));
}

/* What stands between quotes, in place; a backslash takes the next character as it is. */
static void unquote(char *text, size_t len)
{
	char *to = text;

	for (size_t i = 1; i + 1 < len; i++) {
		i += text[i] == '\\' && i + 2 < len;
		*to++ = text[i];
	}
	*to = '\0';
}

/* The length of "text" or 'text' with its quotes, 0 without an end. */
static size_t quoted_length(const char *text)
{
	size_t n = 1;

	while (text[n] && text[n] != text[0]) {
		size_t macro = macro_length(text + n);

		n += macro ? macro : 1u + (text[n] == '\\' && text[n + 1]);
	}
	return text[n] ? n + 1 : 0;
}

static const struct kconf_expr *parse_quoted(struct parser *p)
{
	size_t n = quoted_length(p->at);
	char *text = kconf_arena_copy(p->arena, p->at, n);
	bool macro = text && strstr(text, "$(");

	if (n == 0)
		return fail(p, -EINVAL);
	p->at += n;
	if (text && !macro)
		unquote(text, n);
	return leaf(p, macro ? KCONF_MACRO : KCONF_CONSTANT, text);
}

static const struct kconf_expr *parse_leaf(struct parser *p)
{
	skip_blanks(p);
	return *p->at == '"' || *p->at == '\'' ? parse_quoted(p) : parse_word(p);
}

static const struct kconf_expr *parse_comparison(struct parser *p)
{
	static const struct {
		const char *token;
		enum kconf_op op;
	} operators[] = {
		/* the longer first */
		{ "!=", KCONF_UNEQUAL }, { "<=", KCONF_LESS_EQUAL }, { ">=", KCONF_GREATER_EQUAL },
		{ "=", KCONF_EQUAL },    { "<", KCONF_LESS },        { ">", KCONF_GREATER },
	};
	const struct kconf_expr *left = parse_leaf(p);

	for (size_t i = 0; left && i < ARRAY_SIZE(operators); i++)
		if (take(p, operators[i].token))
			return node(p, operators[i].op, left, parse_leaf(p));
	return left;
}

static const struct kconf_expr *parse_factor(struct parser *p)
{
	const struct kconf_expr *e;
	bool negated = take(p, "!");

	if (!negated && !take(p, "("))
		return parse_comparison(p);
	if (++p->nested > KCONF_MAX_DEPTH)
		return fail(p, -EMLINK);
	e = negated ? parse_factor(p) : parse_or(p);
	p->nested--;
	if (negated)
		return node(p, KCONF_NOT, e, NULL);
	return !e || take(p, ")") ? e : fail(p, -EINVAL);
}

static const struct kconf_expr *parse_and(struct parser *p)
{
	const struct kconf_expr *e = parse_factor(p);

	while (e && take(p, "&&"))
		e = node(p, KCONF_AND, e, parse_factor(p));
	return e;
}

static const struct kconf_expr *parse_or(struct parser *p)
{
	const struct kconf_expr *e = parse_and(p);

	while (e && take(p, "||"))
		e = node(p, KCONF_OR, e, parse_and(p));
	return e;
}

int kconf_expr_parse(struct kconf_arena *arena, const char *text,
                     const struct kconf_expr **ret_expr, const char **ret_rest)
{
	struct parser p = { .arena = arena, .at = text };
	const struct kconf_expr *e = parse_or(&p);

	if (!e)
		return p.error;
	skip_blanks(&p);
	*ret_expr = e;
	*ret_rest = p.at;
	return 0;
}

int kconf_expr_join(struct kconf_arena *arena, enum kconf_op op, const struct kconf_expr *left,
                    const struct kconf_expr *right, const struct kconf_expr **ret_expr)
{
	if (left && right)
		return make_node(arena, op, left, right, ret_expr);
	*ret_expr = op == KCONF_AND ? left ? left : right : NULL;
	return 0;
}

static const struct kconf_expr *compare_no(struct parser *p, const struct kconf_expr *e,
                                           bool equal);

static const struct kconf_expr *compare_both(struct parser *p, const struct kconf_expr *e,
                                             bool equal)
{
	const enum kconf_op op = e->op == KCONF_AND ? KCONF_OR : KCONF_AND;
	const struct kconf_expr *left = compare_no(p, e->left, true);
	const struct kconf_expr *both = node(p, op, left, compare_no(p, e->right, true));

	return equal ? both : node(p, KCONF_NOT, both, NULL);
}

/* "@e = n", or "@e != n", as expr_trans_compare() in scripts/kconfig/expr.c spreads it over the leaves. */
static const struct kconf_expr *compare_no(struct parser *p, const struct kconf_expr *e, bool equal)
{
	static const struct kconf_expr no = { .op = KCONF_CONSTANT, .depth = 1, .text = "n" };

	switch (e->op) {
	case KCONF_AND:
	case KCONF_OR:
		return compare_both(p, e, equal);
	case KCONF_NOT:
		return compare_no(p, e->left, !equal);
	case KCONF_SYMBOL:
	case KCONF_CONSTANT:
	case KCONF_MACRO:
		return node(p, equal ? KCONF_EQUAL : KCONF_UNEQUAL, e, &no);
	default:
		return equal ? node(p, KCONF_NOT, e, NULL) : e;
	}
}

int kconf_expr_or_off(struct kconf_arena *arena, const struct kconf_expr *e,
                      const struct kconf_expr *condition, const struct kconf_expr **ret_expr)
{
	struct parser p = { .arena = arena };
	const struct kconf_expr *either = node(&p, KCONF_OR, e, compare_no(&p, condition, true));

	if (!either)
		return p.error;
	*ret_expr = either;
	return 0;
}

static const struct {
	const char *token;
	unsigned int binds; /* the higher the tighter */
} spelling[] = {
	[KCONF_SYMBOL] = { "", 5 },   [KCONF_CONSTANT] = { "", 5 },
	[KCONF_MACRO] = { "", 5 },    [KCONF_NOT] = { "!", 3 },
	[KCONF_AND] = { "&&", 2 },    [KCONF_OR] = { "||", 1 },
	[KCONF_EQUAL] = { "=", 4 },   [KCONF_UNEQUAL] = { "!=", 4 },
	[KCONF_LESS] = { "<", 4 },    [KCONF_LESS_EQUAL] = { "<=", 4 },
	[KCONF_GREATER] = { ">", 4 }, [KCONF_GREATER_EQUAL] = { ">=", 4 },
};

struct printer {
	kconf_note *note;
	void *ctx;
	FILE *out;
};

static void print_constant(const char *text, FILE *out)
{
	if (is_constant(text, strlen(text))) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++)
		fprintf(out, "%s%c", strchr("\"\\", *text) ? "\\" : "", *text);
	fputc('"', out);
}

static void print_leaf(const struct printer *p, const struct kconf_expr *e)
{
	if (e->op == KCONF_CONSTANT)
		print_constant(e->text, p->out);
	else
		fputs(e->text, p->out);
	if (e->op == KCONF_SYMBOL && p->note)
		p->note(p->ctx, e->text, p->out);
}

/* @around binds as tightly as that: what binds less needs parentheses. */
static void print(const struct printer *p, const struct kconf_expr *e, unsigned int around)
{
	const unsigned int binds = spelling[e->op].binds;
	const char *token = spelling[e->op].token;

	if (!e->left) {
		print_leaf(p, e);
		return;
	}
	if (binds < around)
		fputc('(', p->out);
	if (e->op == KCONF_NOT) {
		fputs(token, p->out);
		print(p, e->left, binds);
	} else {
		print(p, e->left, binds);
		fprintf(p->out, " %s ", token);
		print(p, e->right, binds);
	}
	if (binds < around)
		fputc(')', p->out);
}

void kconf_expr_print(const struct kconf_expr *expr, kconf_note *note, void *ctx, FILE *out)
{
	const struct printer p = { note, ctx, out };

	if (expr)
		print(&p, expr, 0);
	else
		fputc('y', out);
}
