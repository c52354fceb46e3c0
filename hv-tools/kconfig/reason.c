// SPDX-License-Identifier: GPL-2.0-only
#include "reason.h"
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r"

enum line_kind { BLANK, CONDITION, COMMENT, SETTING };

/* The kind of the line at @text, and the part of it that is for people. */
static enum line_kind kind_of(const char *text, size_t len, const char **ret_words, size_t *ret_len)
{
	static const char unset[] = "# CONFIG_";
	const char *end = text + len;

	while (text < end && strchr(BLANKS, *text))
		text++;
	if (text == end)
		return BLANK;
	if (*text != '#' || ((size_t)(end - text) >= sizeof(unset) - 1 &&
	                     strncmp(text, unset, sizeof(unset) - 1) == 0))
		return SETTING;
	text += text + 1 < end && text[1] == ':' ? 2 : 1;
	*ret_words = text;
	while (*ret_words < end && strchr(BLANKS, **ret_words))
		(*ret_words)++;
	*ret_len = (size_t)(end - *ret_words);
	return text[-1] == ':' ? CONDITION : COMMENT;
}

struct found {
	char *text;
	size_t size;
	FILE *out;
};

static void forget(struct found *f)
{
	rewind(f->out);
	fflush(f->out);
}

static void add(struct found *f, const char *between, const char *words, size_t len)
{
	fprintf(f->out, "%s%.*s", ftell(f->out) > 0 ? between : "", (int)len, words);
}

static void find(const char *text, unsigned int line, struct found *why, struct found *conditions)
{
	bool in_comment = false;

	for (unsigned int i = 1; i < line && *text; i++) {
		size_t len = strcspn(text, "\n"), n = 0;
		const char *words = text;
		enum line_kind kind = kind_of(text, len, &words, &n);

		if (kind == BLANK) {
			forget(conditions);
			forget(why);
		}
		if (kind == CONDITION)
			add(conditions, ", ", words, n);
		if (kind == COMMENT && !in_comment)
			forget(why);
		if (kind == COMMENT)
			add(why, " ", words, n);
		in_comment = kind == COMMENT || (kind == CONDITION && in_comment);
		text += len + (text[len] == '\n');
	}
}

/* memstreams keep what was written last; their size is where we are. */
static char *finish(struct found *f)
{
	long n;

	if (!f->out)
		return NULL;
	n = ftell(f->out);
	fflush(f->out);
	fclose(f->out);
	if (f->text && n >= 0)
		f->text[n] = '\0';
	return f->text;
}

int kconf_reason_find(const char *text, unsigned int line, struct kconf_reason *ret_reason)
{
	struct found why = { 0 }, conditions = { 0 };
	struct kconf_reason reason;

	why.out = open_memstream(&why.text, &why.size);
	conditions.out = open_memstream(&conditions.text, &conditions.size);
	if (why.out && conditions.out)
		find(text, line, &why, &conditions);
	reason = (struct kconf_reason){ finish(&why), finish(&conditions) };
	if (!reason.why || !reason.conditions) {
		kconf_reason_done(&reason);
		return -ENOMEM;
	}
	*ret_reason = reason;
	return 0;
}

void kconf_reason_done(struct kconf_reason *reason)
{
	free(reason->why);
	free(reason->conditions);
	*reason = (struct kconf_reason){ 0 };
}
