// SPDX-License-Identifier: GPL-2.0-only
#include "kconfig_lines.h"
#include <string.h>

enum { TAB = 8 };

#define BLANKS " \t"

/* A comment to the end of the line, but not one within quotes or a $(macro). */
static void cut_comment(char *text)
{
	char quote = 0;
	int macro = 0;

	for (; *text; text++) {
		if (macro)
			macro += (*text == '(') - (*text == ')');
		else if (text[0] == '$' && text[1] == '(')
			macro = !!text++;
		else if (quote)
			quote = *text == quote ? 0 : quote;
		else if (*text == '"' || *text == '\'')
			quote = *text;
		else if (*text == '#')
			*text = '\0';
		if (!*text)
			return;
	}
}

static char *trim(char *text)
{
	size_t n;

	text += strspn(text, BLANKS);
	n = strlen(text);
	while (n > 0 && strchr(BLANKS, text[n - 1]))
		text[--n] = '\0';
	return text;
}

static int indent_of(const char *text)
{
	int column = 0;

	for (; *text && strchr(BLANKS, *text); text++)
		column = *text == '\t' ? (column / TAB + 1) * TAB : column + 1;
	return column;
}

/* A help text goes on for as long as lines are indented like its first one. */
static bool is_help(struct kconf_lines *lines, const char *text)
{
	int indent = indent_of(text);

	if (!lines->in_help || text[strspn(text, BLANKS)] == '\0')
		return lines->in_help;
	if (lines->help_indent < 0)
		lines->help_indent = indent;
	lines->in_help = indent > 0 && indent >= lines->help_indent;
	return lines->in_help;
}

/* The next line, with those that a backslash joins to it; NULL at the end. */
static char *next_line(struct kconf_lines *lines)
{
	char *line = lines->rest, *p = line;

	if (!line || !*line)
		return NULL;
	lines->line += 1 + lines->joined;
	for (lines->joined = 0; (p = strchr(p, '\n')) && p > line && p[-1] == '\\'; lines->joined++)
		p[-1] = *p = ' ';
	if (p)
		*p++ = '\0';
	lines->rest = p;
	return line;
}

char *kconf_lines_next(struct kconf_lines *lines)
{
	char *line;

	do {
		line = next_line(lines);
	} while (line && is_help(lines, line));
	if (!line)
		return NULL;
	cut_comment(line);
	return trim(line);
}

void kconf_lines_begin_help(struct kconf_lines *lines)
{
	lines->in_help = true;
	lines->help_indent = -1;
}
