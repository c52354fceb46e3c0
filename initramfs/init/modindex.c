// SPDX-License-Identifier: GPL-2.0-only
#include "modindex.h"
#include "glob.h"
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

bool piece_word(struct piece *rest, struct piece *ret_word)
{
	for (; rest->len > 0 && is_blank(*rest->at); rest->len--)
		rest->at++;
	*ret_word = (struct piece){ rest->at, 0 };
	for (; rest->len > 0 && !is_blank(*rest->at); rest->len--, ret_word->len++)
		rest->at++;
	return ret_word->len > 0;
}

struct piece piece_of(const char *text)
{
	return (struct piece){ text, strlen(text) };
}

bool piece_is_name(struct piece a, struct piece b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (a.at[i] != b.at[i] && !(strchr("-_", a.at[i]) && strchr("-_", b.at[i])))
			return false;
	return true;
}

static bool next_line(const struct file *file, size_t *at, struct piece *ret_line)
{
	const char *begin = file->at + *at, *end;

	if (*at >= file->len)
		return false;
	end = memchr(begin, '\n', file->len - *at);
	ret_line->at = begin;
	ret_line->len = end ? (size_t)(end - begin) : file->len - *at;
	*at += ret_line->len + 1;
	return true;
}

struct piece modindex_name(struct piece path)
{
	size_t begin = path.len, len = 0;

	while (begin > 0 && path.at[begin - 1] != '/')
		begin--;
	while (begin + len < path.len && path.at[begin + len] != '.')
		len++;
	return (struct piece){ path.at + begin, len };
}

/* The line of @file whose first word, without a colon at its end, is the path of module @name. */
static bool find_path(const struct file *file, struct piece name, struct piece *ret_path,
                      struct piece *ret_rest)
{
	struct piece line;

	for (size_t at = 0; next_line(file, &at, &line);) {
		if (!piece_word(&line, ret_path))
			continue;
		if (ret_path->at[ret_path->len - 1] == ':')
			ret_path->len--;
		if (!piece_is_name(modindex_name(*ret_path), name))
			continue;
		*ret_rest = line;
		return true;
	}
	return false;
}

bool modindex_find(const struct modindex *index, struct piece name, struct piece *ret_path,
                   struct piece *ret_needs)
{
	return find_path(&index->dep, name, ret_path, ret_needs);
}

bool modindex_is_builtin(const struct modindex *index, struct piece name)
{
	struct piece path, rest;

	return find_path(&index->builtin, name, &path, &rest);
}

static bool begins_with(struct piece *line, const char *word)
{
	struct piece first;

	return piece_word(line, &first) && first.len == strlen(word) &&
	       memcmp(first.at, word, first.len) == 0;
}

/* "alias PATTERN MODULE". The first characters tell most patterns apart, in generic trees of 20,000. */
bool modindex_alias(const struct modindex *index, const char *text, size_t *at,
                    struct piece *ret_name)
{
	struct piece line, pattern;

	while (next_line(&index->alias, at, &line)) {
		if (!begins_with(&line, "alias") || !piece_word(&line, &pattern) ||
		    (pattern.at[0] != text[0] && !strchr("*?[-_", pattern.at[0])))
			continue;
		if (glob_match(pattern.at, pattern.len, text) && piece_word(&line, ret_name))
			return true;
	}
	return false;
}

bool modindex_softdep(const struct modindex *index, struct piece name, struct piece *ret_words)
{
	struct piece line, word;

	for (size_t at = 0; next_line(&index->softdep, &at, &line);)
		if (begins_with(&line, "softdep") && piece_word(&line, &word) &&
		    piece_is_name(word, name)) {
			*ret_words = line;
			return true;
		}
	return false;
}
