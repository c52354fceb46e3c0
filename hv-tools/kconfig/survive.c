// SPDX-License-Identifier: GPL-2.0-only
#include "survive.h"
#include "auto.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SELECTORS = 6 };

#define BIT(n) (1u << (n))

bool kconf_type_takes(enum kconf_type type, enum kconf_value_kind kind)
{
	static const unsigned int takes[] = {
		[KCONF_TYPE_BOOL] = BIT(KCONF_NO) | BIT(KCONF_YES),
		[KCONF_TYPE_TRISTATE] = BIT(KCONF_NO) | BIT(KCONF_MODULE) | BIT(KCONF_YES),
		[KCONF_TYPE_INT] = BIT(KCONF_INT),
		[KCONF_TYPE_HEX] = BIT(KCONF_HEX) | BIT(KCONF_INT),
		[KCONF_TYPE_STRING] = BIT(KCONF_STRING),
	};

	return type == KCONF_TYPE_NONE || takes[type] & BIT(kind);
}

static const char *type_wants(enum kconf_type type)
{
	static const char *const wants[] = {
		[KCONF_TYPE_NONE] = "anything",
		[KCONF_TYPE_BOOL] = "y or n",
		[KCONF_TYPE_TRISTATE] = "y, m or n",
		[KCONF_TYPE_INT] = "a decimal number",
		[KCONF_TYPE_HEX] = "a hexadecimal number",
		[KCONF_TYPE_STRING] = "text in double quotes",
	};

	return wants[type];
}

static void check_symbol(const struct kconf_setting *s, const struct kconf_tree *tree,
                         struct kconf_findings *findings)
{
	const struct kconf_definition *d = kconf_tree_find(tree, s->symbol, NULL);
	enum kconf_type type = kconf_tree_type(tree, s->symbol);
	const char *nearest;

	if (d && kconf_type_takes(type, s->kind))
		return;
	if (d) {
		kconf_finding_add(findings, KCONF_TYPE, s->file, s->line, s->symbol,
		                  "wrong type: it is %s, which takes %s, not %s",
		                  kconf_type_name(type), type_wants(type), s->value);
		kconf_finding_note(findings, "defined at %s:%u", d->file, d->line);
		return;
	}
	kconf_finding_add(findings, KCONF_UNKNOWN, s->file, s->line, s->symbol,
	                  "no such symbol in this kernel tree");
	nearest = kconf_tree_nearest(tree, s->symbol);
	if (nearest)
		kconf_finding_note(findings, "did you mean CONFIG_%s?", nearest);
}

void kconf_check_symbols(const struct kconf_config *asked, const struct kconf_tree *tree,
                         struct kconf_findings *findings)
{
	for (size_t i = 0; i < asked->n; i++)
		check_symbol(asked->items[i], tree, findings);
}

static const char *value_of(const struct kconf_config *config, const char *symbol)
{
	const struct kconf_setting *s = kconf_config_find(config, symbol);

	return s ? s->value : "n";
}

static void print_value(void *ctx, const char *symbol, FILE *out)
{
	fprintf(out, "[%s]", value_of(ctx, symbol));
}

/* @e with the value of each symbol behind it, as in "SCSI[y] && SCSI_LOWLEVEL[n]". */
static char *with_values(const struct kconf_expr *e, const struct kconf_config *final)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	kconf_expr_print(e, print_value, (void *) final, out);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static void note_selector(const struct kconf_clause *c, const struct kconf_config *final,
                          struct kconf_findings *findings)
{
	AUTO_FREE char *condition = c->condition ? with_values(c->condition, final) : NULL;
	const char *by = c->owner->symbol;

	kconf_finding_note(findings, "selected by %s[%s]%s%s at %s:%u", by, value_of(final, by),
	                   condition ? " if " : "", condition ? condition : "", c->owner->file,
	                   c->owner->line);
}

/* Tell who selects @symbol: all there are, or only those that are on in @final. */
static void note_selectors(const char *symbol, const struct kconf_tree *tree,
                           const struct kconf_config *final, bool only_on,
                           struct kconf_findings *findings)
{
	const struct kconf_symbol *s = kconf_tree_symbol(tree, symbol);
	size_t told = 0;

	for (const struct kconf_clause *c = s ? s->selected_by : NULL; c && told < MAX_SELECTORS;
	     c = c->next_on_target) {
		if (only_on && strcmp(value_of(final, c->owner->symbol), "n") == 0)
			continue;
		note_selector(c, final, findings);
		told++;
	}
}

/* What is joined by && goes on a line each. */
static void note_conditions(const struct kconf_expr *e, const struct kconf_config *final,
                            struct kconf_findings *findings)
{
	AUTO_FREE char *text = NULL;

	if (e && e->op == KCONF_AND) {
		note_conditions(e->left, final, findings);
		note_conditions(e->right, final, findings);
	} else if (e) {
		text = with_values(e, final);
		kconf_finding_note(findings, "  depends on %s", text ? text : "");
	}
}

static void note_definitions(const char *symbol, const struct kconf_tree *tree,
                             const struct kconf_config *final, struct kconf_findings *findings)
{
	const struct kconf_definition *d = NULL;
	bool prompt = false;

	while ((d = kconf_tree_find(tree, symbol, d))) {
		prompt |= d->prompt != NULL;
		kconf_finding_note(findings, "defined at %s:%u", d->file, d->line);
		note_conditions(d->depends, final, findings);
	}
	if (prompt)
		return;
	kconf_finding_note(findings,
	                   "it cannot be asked for (no prompt), only selected or defaulted");
	note_selectors(symbol, tree, final, false, findings);
}

static bool survived(const struct kconf_setting *s, const struct kconf_setting *got)
{
	if (s->kind == KCONF_NO)
		return !got || got->kind == KCONF_NO;
	return got && kconf_same_value(s, got);
}

static void check_setting(const struct kconf_setting *s, const struct kconf_config *final,
                          const struct kconf_tree *tree, struct kconf_findings *findings)
{
	const struct kconf_setting *got = kconf_config_find(final, s->symbol);

	if (survived(s, got) || !kconf_tree_find(tree, s->symbol, NULL) ||
	    !kconf_type_takes(kconf_tree_type(tree, s->symbol), s->kind))
		return;
	kconf_finding_add(findings, KCONF_LOST, s->file, s->line, s->symbol,
	                  "did not survive: wanted %s, got %s", s->value, got ? got->value : "n");
	if (s->kind == KCONF_NO)
		note_selectors(s->symbol, tree, final, true, findings);
	else
		note_definitions(s->symbol, tree, final, findings);
}

void kconf_check_survival(const struct kconf_config *asked, const struct kconf_config *final,
                          const struct kconf_tree *tree, struct kconf_findings *findings)
{
	for (size_t i = 0; i < asked->n; i++)
		check_setting(asked->items[i], final, tree, findings);
}
