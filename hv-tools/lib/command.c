// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"
#include "cli.h"
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One character of a quoted word: what a backslash stands before is itself, but for \n. */
static char unescape(const char **at)
{
	if (**at == '\\' && (*at)[1] != '\0')
		return *++*at == 'n' ? '\n' : **at;
	return **at;
}

/* Copy one word from @at to @to, without its quotes. The end of it, or NULL: a quote is open. */
static const char *take_word(const char *at, char **to)
{
	bool quoted = false;

	for (; *at && (quoted || !is_blank(*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			*(*to)++ = quoted ? unescape(&at) : *at;
	}
	*(*to)++ = '\0';
	return quoted ? NULL : at;
}

static bool is_text(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' && line[i] != '\t')
			return false;
	return true;
}

int words_split(struct words *w, const char *line, size_t len)
{
	char copy[COMMAND_MAX_LINE], *to = w->text;
	const char *at = copy;

	w->count = 0;
	if (len >= sizeof(copy))
		return -E2BIG;
	if (!is_text(line, len))
		return -EINVAL;
	memcpy(copy, line, len);
	copy[len] = '\0';
	for (;;) {
		while (is_blank(*at))
			at++;
		if (*at == '\0' || *at == '#')
			break;
		if (w->count == COMMAND_MAX_WORDS)
			return -E2BIG;
		w->word[w->count++] = to;
		at = take_word(at, &to);
		if (!at)
			return -EINVAL;
	}
	w->word[w->count] = NULL;
	return 0;
}

int call_fail(struct call *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(call->error, sizeof(call->error), format, args);
	va_end(args);
	return -1;
}

int call_uint(struct call *call, int arg, uint64_t min, uint64_t max, uint64_t *ret)
{
	unsigned long value;

	if (hv_parse_uint(call->argv[arg], min, max, &value) < 0)
		return call_fail(call, "'%s' is not a number from %llu to %llu", call->argv[arg],
		                 (unsigned long long)min, (unsigned long long)max);
	*ret = value;
	return 0;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

int call_hex(struct call *call, int arg, uint8_t *bytes, size_t max, size_t *ret_size)
{
	const char *text = call->argv[arg];
	size_t n = strlen(text) / 2;

	if (strlen(text) % 2 != 0 || n > max)
		return call_fail(call, "argument %d is not up to %zu bytes in hexadecimal", arg + 1,
		                 max);
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return call_fail(call, "'%.2s' is not a byte in hexadecimal", text + 2 * i);
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	*ret_size = n;
	return 0;
}

int call_choice(struct call *call, int arg, const char *const *names)
{
	char list[128] = "";

	for (int i = 0; names[i]; i++) {
		if (strcmp(call->argv[arg], names[i]) == 0)
			return i;
		if (strlen(list) + strlen(names[i]) + 1 < sizeof(list))
			strcat(strcat(list, names[i]), " ");
	}
	return call_fail(call, "'%s' is not one of: %s", call->argv[arg], list);
}

/* How many of @words name @command: 1 or 2; 0 when it is another command. */
static int match(const char *name, const struct words *words)
{
	const char *space = strchr(name, ' ');
	const size_t first = space ? (size_t)(space - name) : strlen(name);

	if (words->count < 1 || strlen(words->word[0]) != first ||
	    strncmp(words->word[0], name, first) != 0)
		return 0;
	if (!space)
		return 1;
	return words->count >= 2 && strcmp(words->word[1], space + 1) == 0 ? 2 : 0;
}

int command_find(const struct command_table *tables, const struct words *words, struct call *call,
                 const struct command **ret)
{
	for (const struct command_table *t = tables; t; t = t->next)
		for (const struct command *c = t->commands; c->name; c++) {
			const int names = match(c->name, words);

			if (names == 0)
				continue;
			call->ctx = t->ctx;
			call->argc = words->count - names;
			call->argv = words->word + names;
			*ret = c;
			if (call->argc >= c->min && call->argc <= c->max)
				return 0;
			return call_fail(call, "usage: %s %s", c->name, c->usage);
		}
	return call_fail(call, "no such command: %s %s", words->count > 0 ? words->word[0] : "",
	                 words->count > 1 ? words->word[1] : "");
}
