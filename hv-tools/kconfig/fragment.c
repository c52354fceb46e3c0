// SPDX-License-Identifier: GPL-2.0-only
#include "fragment.h"
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define PREFIX "CONFIG_"
#define UNSET  " is not set"

/* A line, or what is left of it. */
struct span {
	const char *at;
	size_t len;
};

struct parser {
	const struct kconf_target *target;
	const struct kconf_sink *sink;
	unsigned int line;
	bool applies;         /* the conditions of this paragraph fit */
	unsigned int pending; /* line of a condition no setting has followed yet, 0 = none */
};

static bool starts_with(struct span s, const char *word)
{
	size_t n = strlen(word);

	return s.len >= n && memcmp(s.at, word, n) == 0;
}

static bool equals(struct span s, const char *word)
{
	return s.len == strlen(word) && starts_with(s, word);
}

static struct span skip(struct span s, size_t n)
{
	return (struct span){ s.at + n, s.len - n };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct span trim_left(struct span s)
{
	while (s.len > 0 && is_blank(*s.at))
		s = skip(s, 1);
	return s;
}

/* The length of the symbol name at the start of @s; kconfig's names hold letters of both cases. */
static size_t name_length(struct span s)
{
	size_t n = 0;

	while (n < s.len && (isalnum((unsigned char)s.at[n]) || s.at[n] == '_'))
		n++;
	return n;
}

static int problem(const struct parser *p, const char *what)
{
	return p->sink->problem(p->sink->ctx, p->line, what);
}

static bool all_digits(struct span s, int (*is_digit)(int))
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_digit((unsigned char)s.at[i]))
			return false;
	return s.len > 0;
}

/* A quoted string that ends where the line ends. */
static bool is_string(struct span s)
{
	if (s.len < 2 || s.at[0] != '"')
		return false;
	for (size_t i = 1; i < s.len; i++) {
		if (s.at[i] == '"')
			return i == s.len - 1;
		if (s.at[i] == '\\' && (++i == s.len || !strchr("\"\\", s.at[i])))
			return false;
	}
	return false;
}

static bool is_int(struct span s)
{
	return all_digits(starts_with(s, "-") ? skip(s, 1) : s, isdigit);
}

static bool is_hex(struct span s)
{
	if (starts_with(s, "0x"))
		return all_digits(skip(s, 2), isxdigit);
	/* kconfig writes a default the way its Kconfig file does: 34c. A letter first is more likely a typo. */
	return s.len > 0 && isdigit((unsigned char)s.at[0]) && all_digits(s, isxdigit);
}

static bool is_yes(struct span s)
{
	return equals(s, "y");
}

static bool is_module(struct span s)
{
	return equals(s, "m");
}

static bool is_no(struct span s)
{
	return equals(s, "n");
}

static const struct {
	bool (*is)(struct span value);
	enum kconf_value_kind kind;
} kinds[] = {
	{ is_yes, KCONF_YES }, { is_module, KCONF_MODULE }, { is_no, KCONF_NO },
	{ is_int, KCONF_INT }, { is_hex, KCONF_HEX },       { is_string, KCONF_STRING },
};

bool kconf_value_kind(const char *value, size_t len, enum kconf_value_kind *ret_kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].is((struct span){ value, len })) {
			*ret_kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static int pass_on(struct parser *p, struct span name, enum kconf_value_kind kind,
                   struct span value)
{
	struct kconf_entry entry = { .name = name.at,
		                     .name_len = name.len,
		                     .kind = kind,
		                     .value = value.at,
		                     .value_len = value.len,
		                     .line = p->line };

	if (name.len > KCONF_MAX_NAME)
		return problem(p, "symbol name too long");
	return p->applies ? p->sink->entry(p->sink->ctx, &entry) : 0;
}

static const char *value_problem(struct span value)
{
	if (value.len == 0)
		return "no value after '='";
	if (is_blank(value.at[0]))
		return "blank after '='";
	if (value.at[0] == '"')
		return "not a quoted string that ends the line (escapes: \\\" and \\\\)";
	if (is_blank(value.at[value.len - 1]))
		return "blank at the end of the line";
	return "not a value: y, m, n, a number, 0x… or \"text\"";
}

/* NAME=value, what follows CONFIG_. */
static int parse_setting(struct parser *p, struct span s)
{
	struct span name = { s.at, name_length(s) }, value;
	enum kconf_value_kind kind;

	p->pending = 0;
	s = skip(s, name.len);
	if (name.len == 0)
		return problem(p, "no symbol after " PREFIX);
	if (s.len == 0 || s.at[0] != '=')
		return problem(p, s.len > 0 && is_blank(s.at[0]) ? "blank before '='"
		                                                 : "no '=' after the symbol");
	value = skip(s, 1);
	if (kconf_value_kind(value.at, value.len, &kind))
		return pass_on(p, name, kind, value);
	return problem(p, value_problem(value));
}

/* Does the comment @s, without its '#', look like somebody's attempt at "# CONFIG_X is not set"? */
static bool looks_unset(struct span s)
{
	struct span word = trim_left(s);
	size_t n = name_length(word);
	bool has_prefix = starts_with(word, PREFIX);

	if (n == 0 || !(has_prefix || all_digits((struct span){ word.at, 1 }, isupper)))
		return false;
	word = trim_left(skip(word, n));
	if (!has_prefix)
		return equals(word, "is not set");
	return memmem(word.at, word.len, "not set", 7) || memmem(word.at, word.len, "not  set", 8);
}

static int parse_comment(struct parser *p, struct span s)
{
	struct span name =
		starts_with(s, " " PREFIX) ? skip(s, sizeof(PREFIX)) : (struct span){ 0 };

	if (!looks_unset(s))
		return 0;
	p->pending = 0;
	name.len = name_length(name);
	if (name.len > 0 && equals(skip(s, sizeof(PREFIX) + name.len), UNSET))
		return pass_on(p, name, KCONF_NO, (struct span){ "n", 1 });
	return problem(p, "not exactly '# CONFIG_X is not set'");
}

static struct span next_word(struct span *rest)
{
	struct span word = { (*rest = trim_left(*rest)).at, 0 };

	while (word.len < rest->len && !is_blank(word.at[word.len]))
		word.len++;
	*rest = skip(*rest, word.len);
	return word;
}

static int parse_series(struct parser *p, struct span words)
{
	struct span word = next_word(&words);
	struct kconf_release_range range;

	if (kconf_release_range_parse(word.at, word.len, &range) < 0 || trim_left(words).len > 0)
		return problem(p, "not a range of series: 6.7..6.15, 6.18.. or ..6.6");
	if (p->target && !kconf_release_range_has(&range, kconf_series_newest(p->target->series)))
		p->applies = false;
	return 0;
}

static int parse_arch(struct parser *p, struct span words)
{
	bool found = false;

	if (trim_left(words).len == 0)
		return problem(p, "no architecture named");
	while (trim_left(words).len > 0) {
		struct span word = next_word(&words);

		found |= p->target && equals(word, p->target->arch);
	}
	if (p->target && !found)
		p->applies = false;
	return 0;
}

static const struct {
	const char *word;
	int (*parse)(struct parser *p, struct span words);
} conditions[] = {
	{ "series", parse_series },
	{ "arch", parse_arch },
};

/* What follows "#:". */
static int parse_condition(struct parser *p, struct span s)
{
	struct span word = next_word(&s);

	p->pending = p->line;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (equals(word, conditions[i].word))
			return conditions[i].parse(p, s);
	return problem(p, "no such condition; known: series, arch");
}

static int end_paragraph(struct parser *p)
{
	unsigned int line = p->pending;

	p->pending = 0;
	p->applies = true;
	return line ? p->sink->problem(p->sink->ctx, line, "condition without a setting below it")
	            : 0;
}

static int parse_line(struct parser *p, struct span s)
{
	if (s.len > KCONF_MAX_LINE)
		return problem(p, "line too long");
	if (memchr(s.at, '\0', s.len))
		return problem(p, "NUL byte");
	if (memchr(s.at, '\r', s.len))
		return problem(p, "carriage return");
	if (trim_left(s).len == 0)
		return end_paragraph(p);
	if (starts_with(s, "#:"))
		return parse_condition(p, skip(s, 2));
	if (s.at[0] == '#')
		return parse_comment(p, skip(s, 1));
	if (starts_with(s, PREFIX))
		return parse_setting(p, skip(s, strlen(PREFIX)));
	if (is_blank(s.at[0]))
		return problem(p, "blank at the start of the line");
	return problem(p, "neither a comment nor a setting that starts with " PREFIX);
}

int kconf_fragment_parse(const char *text, size_t len, const struct kconf_target *target,
                         const struct kconf_sink *sink)
{
	struct parser p = { .target = target, .sink = sink, .applies = true };
	struct span rest = { text, len };

	while (rest.len > 0) {
		const char *newline = memchr(rest.at, '\n', rest.len);
		size_t n = newline ? (size_t)(newline - rest.at) : rest.len;
		int rc;

		p.line++;
		rc = parse_line(&p, (struct span){ rest.at, n });
		if (rc)
			return rc;
		rest = skip(rest, newline ? n + 1 : n);
	}
	return end_paragraph(&p);
}
