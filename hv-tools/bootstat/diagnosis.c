// SPDX-License-Identifier: GPL-2.0-only
#include "diagnosis.h"
#include "auto.h"
#include <string.h>

/* "<3>" and "[    1.540064] " before the words. */
static struct text without_stamps(struct text line)
{
	struct text rest = line, stamp;

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		rest.len = --line.len;
	if (text_skip(&rest, "<") && text_until(&rest, '>', &stamp) && stamp.len < 4)
		line = rest;
	rest = line;
	if (text_skip(&rest, "[") && text_until(&rest, ']', &stamp) && stamp.len < 24 &&
	    text_skip(&rest, " "))
		line = rest;
	return line;
}

static bool has_code(const struct diagnosis *d, const char *code)
{
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->findings[i].cause->code, code) == 0)
			return true;
	return false;
}

static void add(struct diagnosis *d, const struct cause *cause, uint64_t line, struct text text,
                const struct init_failure *failure)
{
	struct finding *f = &d->findings[d->n];

	if (d->n == DIAGNOSIS_MAX || has_code(d, cause->code))
		return;
	d->n++;
	*f = (struct finding){ .cause = cause, .line = line, .by_init = failure != NULL };
	if (failure)
		f->failure = *failure;
	text_copy(text, f->text, sizeof(f->text));
	d->booted = false;
}

/* NAME=VALUE behind the errno. */
static void take_part(struct text word, struct init_failure *f)
{
	const struct {
		const char *name;
		char *to;
		size_t size;
	} parts[] = {
		{ "why=", f->why, sizeof(f->why) },
		{ "waited_ms=", f->waited_ms, sizeof(f->waited_ms) },
		{ "seen=", f->seen, sizeof(f->seen) },
		{ "nodriver=", f->nodriver, sizeof(f->nodriver) },
		{ "module=", f->module, sizeof(f->module) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (text_skip(&word, parts[i].name)) {
			text_copy(word, parts[i].to, parts[i].size);
			return;
		}
}

/*
 * "STAGE failed WHAT: errno N" and parts: WHAT may hold anything, so its end is looked for from the right. False:
 * it is another of /init's lines.
 */
static bool parse_failure(struct text line, struct init_failure *ret)
{
	static const char mark[] = ": errno ";
	struct init_failure f = { .error = 0 };
	struct text stage, word, rest = line;
	const char *at, *last = NULL;

	if (!text_until(&rest, ' ', &stage) || !text_is_name(stage) || !text_skip(&rest, "failed "))
		return false;
	for (at = rest.at;
	     (at = memmem(at, (size_t)(rest.at + rest.len - at), mark, sizeof(mark) - 1)); at++)
		last = at;
	if (!last)
		return false;
	text_copy(stage, f.stage, sizeof(f.stage));
	text_copy((struct text){ rest.at, (size_t)(last - rest.at) }, f.what, sizeof(f.what));
	rest.len -= (size_t)(last - rest.at) + sizeof(mark) - 1;
	rest.at = last + sizeof(mark) - 1;
	if (!text_number(&rest, &f.error))
		return false;
	while (text_until(&rest, ' ', &word))
		take_part(word, &f);
	*ret = f;
	return true;
}

static bool is_up(struct text line)
{
	static const char *const signs[] = { " login: ", "Reached target multi-user",
		                             "Reached target Multi-User" };

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (memmem(line.at, line.len, signs[i], strlen(signs[i])))
			return true;
	return false;
}

static void take_line(struct diagnosis *d, uint64_t number, struct text line)
{
	struct text rest = line = without_stamps(line);
	struct init_failure failure;
	const struct cause *cause;

	if (text_skip(&rest, "hvkit-init: ")) {
		if (parse_failure(rest, &failure))
			add(d, cause_of_failure(&failure), number, line, &failure);
		return;
	}
	cause = cause_of_line(line);
	if (cause)
		add(d, cause, number, line, NULL);
	else if (is_up(line))
		d->booted = true;
}

void diagnose(const char *text, size_t len, struct diagnosis *ret_diagnosis)
{
	struct text rest = { text, len }, line;

	*ret_diagnosis = (struct diagnosis){ .n = 0 };
	for (uint64_t number = 1; text_until(&rest, '\n', &line); number++)
		take_line(ret_diagnosis, number, line);
}
