// SPDX-License-Identifier: GPL-2.0-only
#include "scenario.h"
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_QUOTED = 160 }; /* bytes of a line in words: what is wrong with it must fit, too */

/* The next line at @at: its length, without the newline. False at the end of the text. */
static bool next_line(const struct scenario *s, size_t at, size_t *ret_len)
{
	const char *end = at < s->size ? memchr(s->text + at, '\n', s->size - at) : NULL;

	*ret_len = (end ? (size_t)(end - s->text) : s->size) - at;
	return at < s->size;
}

static int check_line(const struct scenario *s, unsigned int number, const char *line, size_t len,
                      char *error)
{
	struct words words = { .count = 0 };
	struct call call;
	int rc = words_split(&words, line, len);

	if (rc == 0 && (words.count == 0 || player_check(&s->player, &words, &call) == 0))
		return 0;
	snprintf(error, SCENARIO_ERROR, "%s:%u: %s", s->path, number,
	         rc == 0        ? call.error
	         : rc == -E2BIG ? "too long a line"
	                        : "a quote that does not end, or a control character");
	return -1;
}

static int check(const struct scenario *s, char *error)
{
	unsigned int number = 1;
	int rc = 0;
	size_t len;

	for (size_t at = 0; rc == 0 && next_line(s, at, &len); at += len + 1)
		rc = check_line(s, number++, s->text + at, len, error);
	return rc;
}

static void fail_here(struct scenario *s, const char *reason)
{
	char words[SCENARIO_ERROR];
	struct hv_json *e = journal_begin(s->player.journal, "scenario_failed");

	hv_json_string(e, "file", s->path);
	hv_json_uint(e, "line", s->line);
	hv_json_string_n(e, "command", s->text + s->line_at, s->line_len);
	hv_json_string(e, "reason", reason);
	journal_end(s->player.journal);
	snprintf(words, sizeof(words), "%s:%u: %.*s: %s", s->path, s->line,
	         (int)(s->line_len < MAX_QUOTED ? s->line_len : MAX_QUOTED), s->text + s->line_at,
	         reason);
	s->active = false;
	s->failed(s->failed_ctx, words);
}

/* Run commands until one waits, one fails, or none is left. */
static void step(struct scenario *s)
{
	struct call call;
	size_t len;
	int rc = 0;

	while (s->active && rc == 0 && next_line(s, s->at, &len)) {
		s->line_at = s->at;
		s->line_len = len;
		words_split(&s->player.words, s->text + s->at, len);
		s->at += len + 1;
		s->line++;
		if (s->player.words.count > 0)
			rc = player_run(&s->player, &call);
	}
	if (rc < 0)
		fail_here(s, call.error);
	else if (rc == 0)
		s->finished = true;
}

static void on_done(void *ctx, const char *error)
{
	struct scenario *s = ctx;

	if (error)
		fail_here(s, error);
	else
		step(s);
}

int scenario_open(struct scenario *s, const char *path, struct reactor *reactor,
                  struct journal *journal, struct command_table *tables, char *error)
{
	int rc;

	*s = (struct scenario){ .path = path };
	rc = hv_file_read(path, SCENARIO_MAX_BYTES, &s->text, &s->size);
	if (rc == 0)
		rc = player_init(&s->player, reactor, journal, tables);
	if (rc < 0) {
		snprintf(error, SCENARIO_ERROR, "cannot read the scenario %s: %s", path,
		         strerror(-rc));
		return -1;
	}
	s->player.done = on_done;
	s->player.ctx = s;
	s->active = true;
	return check(s, error);
}

void scenario_close(struct scenario *s)
{
	player_done(&s->player);
	free(s->text);
	*s = (struct scenario){ 0 };
}

void scenario_start(struct scenario *s)
{
	if (s->active)
		step(s);
}
