// SPDX-License-Identifier: GPL-2.0-only
#include "demand.h"
#include "auto.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is left of the text, and what is wrong with it, NULL = nothing yet. */
struct reader {
	const char *at, *end;
	struct kconf_demand *demand;
	const char *wrong;
	int depth;
	bool out_of_memory;
};

static int fail(struct reader *r, const char *wrong)
{
	if (!r->wrong)
		r->wrong = wrong;
	return -1;
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The length of the name at the reader. */
static size_t name_length(const struct reader *r)
{
	size_t n = 0;

	while (r->at + n < r->end && is_name(r->at[n]))
		n++;
	return n;
}

/* Take @word, punctuation, when it stands next. */
static bool take(struct reader *r, const char *word)
{
	const size_t n = strlen(word);

	skip_blanks(r);
	if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

/* The same for a word of letters, which must end there. */
static bool take_word(struct reader *r, const char *word)
{
	skip_blanks(r);
	return name_length(r) == strlen(word) && take(r, word);
}

static char *copy(struct reader *r, const char *text, size_t len)
{
	char *s = strndup(text, len);

	if (!s)
		r->out_of_memory = true;
	return s;
}

/* A name, to be freed; NULL with the reason. */
static char *take_name(struct reader *r, const char *wrong)
{
	size_t n;
	char *name;

	skip_blanks(r);
	n = name_length(r);
	if (n == 0 || n > KCONF_MAX_NAME) {
		fail(r, wrong);
		return NULL;
	}
	name = copy(r, r->at, n);
	r->at += n;
	return name;
}

/* The length of the value at the reader: a quoted string with its quotes, or letters and digits. */
static size_t value_length(const struct reader *r)
{
	const char *p = r->at;

	if (p == r->end)
		return 0;
	if (*p != '"') {
		const size_t sign = *p == '-';

		while (p + sign < r->end && is_name(p[sign]))
			p++;
		return (size_t)(p - r->at) + (p > r->at ? sign : 0);
	}
	for (p++; p < r->end && *p != '"'; p++)
		if (*p == '\\')
			return 0;
	return p < r->end ? (size_t)(p - r->at) + 1 : 0;
}

static char *take_value(struct reader *r)
{
	size_t n;
	char *value;

	skip_blanks(r);
	n = value_length(r);
	if (n == 0) {
		fail(r, "no value after the operator: y, m, n, a number, \"text\" or @SYMBOL");
		return NULL;
	}
	value = copy(r, r->at, n);
	r->at += n;
	return value;
}

/* What follows a symbol: each operator with the kind of its term. */
static const struct {
	const char *text;
	enum kconf_term_kind kind;
} operators[] = {
	{ ">=", KCONF_TERM_AT_LEAST },
	{ "<=", KCONF_TERM_AT_MOST },
	{ "=@", KCONF_TERM_SAME },
	{ "=", KCONF_TERM_EQUAL },
};

static int parse_operator(struct reader *r, struct kconf_term *term)
{
	term->kind = KCONF_TERM_ON;
	if (take_word(r, "has")) {
		term->kind = KCONF_TERM_HAS;
		term->value = take_name(r, "no word after 'has'");
		return term->value ? 0 : -1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(operators); i++) {
		if (!take(r, operators[i].text))
			continue;
		term->kind = operators[i].kind;
		term->value = term->kind == KCONF_TERM_SAME ? take_name(r, "no symbol after '=@'")
		                                            : take_value(r);
		return term->value ? 0 : -1;
	}
	return 0;
}

static int parse_kernel(struct reader *r, struct kconf_term *term)
{
	size_t n = 0;

	term->kind = KCONF_TERM_KERNEL;
	if (!take(r, ">="))
		return fail(r, "after 'kernel' only '>=' and a release can stand");
	skip_blanks(r);
	while (r->at + n < r->end && (isdigit((unsigned char)r->at[n]) || r->at[n] == '.'))
		n++;
	if (kconf_release_parse(r->at, n, &term->release) < 0)
		return fail(r, "not a kernel release such as 6.6.8");
	if (term->release.point == KCONF_NEWEST_POINT)
		term->release.point = 0;
	term->value = copy(r, r->at, n);
	r->at += n;
	return term->value ? 0 : -1;
}

/* The term is the demand's from the start, so that it is freed with it. */
static int parse_term(struct reader *r)
{
	struct kconf_demand *d = r->demand;
	struct kconf_term *term;
	int node = d->n_nodes;

	if (d->n_terms == KCONF_MAX_DEMAND_TERMS)
		return fail(r, "too many terms");
	term = &d->terms[d->n_terms];
	d->nodes[d->n_nodes++] =
		(struct kconf_demand_node){ .kind = KCONF_NODE_TERM, .left = d->n_terms++ };
	if (take_word(r, "kernel"))
		return parse_kernel(r, term) < 0 ? -1 : node;
	if (take(r, "!")) {
		term->kind = KCONF_TERM_OFF;
		term->symbol = take_name(r, "no symbol after '!'");
		return term->symbol ? node : -1;
	}
	term->symbol = take_name(r, "no symbol where one is expected");
	return term->symbol && parse_operator(r, term) == 0 ? node : -1;
}

static int parse_or(struct reader *r);

static int parse_primary(struct reader *r)
{
	int node;

	if (!take(r, "("))
		return parse_term(r);
	if (r->depth == KCONF_MAX_DEMAND_DEPTH)
		return fail(r, "parentheses nested too deep");
	r->depth++;
	node = parse_or(r);
	r->depth--;
	if (node >= 0 && !take(r, ")"))
		return fail(r, "'(' without ')'");
	return node;
}

/* There is room: each joint has a term to its right, and there are twice as many nodes as terms. */
static int join(struct reader *r, int kind, int left, int right)
{
	struct kconf_demand *d = r->demand;

	d->nodes[d->n_nodes].kind = kind;
	d->nodes[d->n_nodes].left = left;
	d->nodes[d->n_nodes].right = right;
	return d->n_nodes++;
}

static int parse_and(struct reader *r)
{
	int left = parse_primary(r);

	while (left >= 0 && take_word(r, "and")) {
		const int right = parse_primary(r);

		left = right < 0 ? -1 : join(r, KCONF_NODE_AND, left, right);
	}
	return left;
}

static int parse_or(struct reader *r)
{
	int left = parse_and(r);

	while (left >= 0 && take_word(r, "or")) {
		const int right = parse_and(r);

		left = right < 0 ? -1 : join(r, KCONF_NODE_OR, left, right);
	}
	return left;
}

static int parse_all(struct reader *r)
{
	int root = parse_or(r);

	if (root < 0)
		return -1;
	skip_blanks(r);
	if (r->at < r->end)
		return fail(r, "more text where 'and', 'or' or the end is expected");
	if (!r->demand->terms[0].symbol)
		return fail(r, "a demand begins with the symbol it is about");
	return root;
}

int kconf_demand_parse(const char *text, size_t len, struct kconf_demand **ret_demand,
                       const char **ret_wrong)
{
	struct kconf_demand *d = calloc(1, sizeof(*d));
	struct reader r = { .at = text, .end = text + len, .demand = d };

	if (!d)
		return -ENOMEM;
	d->text = copy(&r, text, len);
	d->root = parse_all(&r);
	if (d->root >= 0 && !r.out_of_memory) {
		*ret_demand = d;
		return 0;
	}
	kconf_demand_free(d);
	*ret_wrong = r.wrong;
	return r.out_of_memory ? -ENOMEM : -EINVAL;
}

void kconf_demand_free(struct kconf_demand *d)
{
	if (!d)
		return;
	for (int i = 0; i < d->n_terms; i++)
		kconf_term_done(&d->terms[i]);
	free(d->text);
	free(d);
}

static bool node_holds(const struct kconf_demand *d, int node, const struct kconf_config *config,
                       struct kconf_release release)
{
	const struct kconf_demand_node *n = &d->nodes[node];

	if (n->kind == KCONF_NODE_TERM)
		return kconf_term_holds(&d->terms[n->left], config, release);
	if (node_holds(d, n->left, config, release))
		return n->kind == KCONF_NODE_OR || node_holds(d, n->right, config, release);
	return n->kind == KCONF_NODE_OR && node_holds(d, n->right, config, release);
}

bool kconf_demand_holds(const struct kconf_demand *demand, const struct kconf_config *config,
                        struct kconf_release release)
{
	return node_holds(demand, demand->root, config, release);
}

const char *kconf_demand_symbol(const struct kconf_demand *demand)
{
	return demand->terms[0].symbol;
}

const struct kconf_term *kconf_demand_about(const struct kconf_demand *demand, const char *symbol)
{
	for (int i = 0; i < demand->n_terms; i++)
		if (demand->terms[i].symbol && strcmp(demand->terms[i].symbol, symbol) == 0)
			return &demand->terms[i];
	return NULL;
}
