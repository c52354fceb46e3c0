// SPDX-License-Identifier: GPL-2.0-only
#include "console.h"
#include "say.h"
#include "wire/boot_marks.h"
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define PAUSE_NS (50 * NS_PER_MS)

static void make_raw(struct console *c)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &c->saved) < 0)
		return;
	raw = c->saved;
	cfmakeraw(&raw);
	raw.c_oflag = c->saved.c_oflag; /* our own words still want their line ends */
	c->interactive = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

/* A guest that may not use the port for marks has them in its kernel's log. */
static void note_mark(struct console *c)
{
	static const char start[] = "hvkit: mark=";
	const char *at = memmem(c->line, c->line_len, start, sizeof(start) - 1);
	const size_t len = at ? (size_t)(c->line + c->line_len - at) : 0;
	char text[64] = "", name[16];
	uint64_t tsc;

	memcpy(text, c->line + c->line_len - len, len < sizeof(text) ? len : sizeof(text) - 1);
	if (!at || sscanf(text + sizeof(start) - 1, "%15[a-z] tsc=%" SCNu64, name, &tsc) != 2)
		return;
	for (unsigned int code = HV_MARK_INIT; code <= HV_MARK_HANDOVER; code++)
		if (hv_mark_name(code) && strcmp(hv_mark_name(code), name) == 0)
			journal_event(c->journal, "mark", TEXT("name", name), NUMBER("code", code),
			              NUMBER("tsc", tsc));
}

static void note_line(struct console *c)
{
	note_mark(c);
	if (c->line_len > 0 && c->journal->watches) {
		hv_json_string_n(journal_whisper(c->journal, "console"), "text", c->line,
		                 c->line_len);
		journal_end(c->journal);
	}
	c->line_len = 0;
}

static void on_pause(void *ctx)
{
	struct console *c = ctx;
	const uint64_t silent_ns = now_ns() - c->last_ns;

	if (silent_ns < PAUSE_NS)
		timer_set(c->reactor, &c->pause, PAUSE_NS - silent_ns);
	else if (c->has_more && c->has_more(c->more_ctx))
		timer_set(c->reactor, &c->pause, PAUSE_NS);
	else
		note_line(c);
	fflush(c->out); /* a prompt, too */
}

/* Carriage returns and other controls are not part of a line. A pause is of interest to who watches only. */
static void add_to_line(struct console *c, uint8_t byte)
{
	const bool watched = c->journal->watches != NULL;

	if (watched)
		c->last_ns = now_ns();
	if (byte == '\n' || c->line_len == sizeof(c->line))
		note_line(c);
	if (byte < ' ' && byte != '\t')
		return;
	c->line[c->line_len++] = (char)byte;
	if (watched && !c->pause.armed)
		timer_set(c->reactor, &c->pause, PAUSE_NS);
}

void console_put(void *console, uint8_t byte)
{
	struct console *c = console;
	const char text = (char)byte;

	if (c->written >= c->limit) {
		c->flooded(c->flooded_ctx);
		return;
	}
	c->written++;
	fputc(byte, c->out);
	tail_add(&c->tail, &text, 1);
	add_to_line(c, byte);
}

int console_open(struct console *c, const char *path, struct reactor *reactor,
                 struct journal *journal)
{
	*c = (struct console){ .out = path ? fopen(path, "we") : stdout,
		               .reactor = reactor,
		               .journal = journal,
		               .limit = UINT64_MAX,
		               .pause = { .fn = on_pause, .ctx = c } };
	if (!c->out)
		return fail_errno("cannot write the console to %s", path);
	if (!path)
		make_raw(c);
	setvbuf(c->out, NULL, c->interactive ? _IONBF : _IOLBF, 0);
	return 0;
}

void console_close(struct console *c)
{
	if (c->interactive)
		tcsetattr(STDIN_FILENO, TCSANOW, &c->saved);
	if (c->out == stdout)
		fflush(stdout);
	else if (c->out)
		fclose(c->out);
	c->out = NULL;
}
