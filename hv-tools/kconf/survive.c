// SPDX-License-Identifier: GPL-2.0-only
#include "survive.h"
#include "auto.h"
#include <ctype.h>
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

static size_t name_length(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

/* Skip a $(macro), which may nest. */
static size_t macro_length(const char *text)
{
	size_t n = 0;
	int depth = 0;

	if (text[0] != '$' || text[1] != '(')
		return 0;
	do {
		n++;
		depth += (text[n] == '(') - (text[n] == ')');
	} while (text[n] && depth > 0);
	return text[n] ? n + 1 : n;
}

static bool is_symbol(const char *name, size_t n)
{
	return n > 1 || (n == 1 && !strchr("ymn0123456789", *name));
}

/* @expression with the value of each symbol behind it, as in "SCSI[y] && SCSI_LOWLEVEL[n]". */
static char *with_values(const char *expression, const struct kconf_config *final)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	while (*expression) {
		size_t macro = macro_length(expression),
		       n = macro ? macro : name_length(expression);
		AUTO_FREE char *name = strndup(expression, n ? n : 1);

		fputs(name ? name : "?", out);
		if (name && !macro && is_symbol(name, n))
			fprintf(out, "[%s]", value_of(final, name));
		expression += n ? n : 1;
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* Tell who selects @symbol: all there are, or only those that are on in @final. */
static void note_selectors(const char *symbol, const struct kconf_tree *tree,
                           const struct kconf_config *final, bool only_on,
                           struct kconf_findings *findings)
{
	size_t n = strlen(symbol), told = 0;

	for (size_t i = 0; i < tree->n && told < MAX_SELECTORS; i++) {
		const struct kconf_definition *d = tree->items[i];
		bool on = strcmp(value_of(final, d->symbol), "n") != 0;

		for (size_t k = 0; k < d->selects.n; k++) {
			const char *what = d->selects.items[k];

			if (strncmp(what, symbol, n) != 0 || name_length(what) != n ||
			    (only_on && !on))
				continue;
			kconf_finding_note(findings, "selected by %s[%s]%s at %s:%u", d->symbol,
			                   value_of(final, d->symbol), what + n, d->file, d->line);
			told++;
		}
	}
}

static void note_definitions(const char *symbol, const struct kconf_tree *tree,
                             const struct kconf_config *final, struct kconf_findings *findings)
{
	const struct kconf_definition *d = NULL;
	bool prompt = false;

	while ((d = kconf_tree_find(tree, symbol, d))) {
		prompt |= d->prompt;
		kconf_finding_note(findings, "defined at %s:%u", d->file, d->line);
		for (size_t i = 0; i < d->depends.n; i++) {
			AUTO_FREE char *text = with_values(d->depends.items[i], final);

			kconf_finding_note(findings, "  depends on %s", text ? text : "");
		}
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
