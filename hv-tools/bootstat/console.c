// SPDX-License-Identifier: GPL-2.0-only
#include "console.h"
#include "auto.h"
#include <string.h>

/* "[    1.540064] " before a line of the kernel. */
static void skip_stamp(struct text *line)
{
	struct text rest = *line, stamp;

	if (text_skip(&rest, "[") && text_until(&rest, ']', &stamp) && stamp.len < 24 &&
	    text_skip(&rest, " "))
		*line = rest;
}

static void note_failure(struct console *c, struct text words)
{
	if (c->failure[0] == '\0')
		text_copy(words, c->failure, sizeof(c->failure));
}

static void on_mark(struct console *c, struct text line)
{
	struct text name;
	uint64_t ticks;

	if (text_until(&line, ' ', &name) && text_skip(&line, "tsc=") && text_number(&line, &ticks))
		boot_add_stage(&c->marks, name, ticks);
}

static void on_memory(struct console *c, struct text line)
{
	uint64_t total, unused;

	if (text_number(&line, &total) && text_skip(&line, " free_kib=") &&
	    text_number(&line, &unused))
		c->free_kib = unused;
}

/* SECONDS.MICROS, micros in six digits. */
static bool read_time(struct text t, uint64_t *ret_ns)
{
	uint64_t s, us, ns;

	if (!text_number(&t, &s) || !text_skip(&t, ".") || t.len != 6 || !text_number(&t, &us) ||
	    t.len != 0 || __builtin_mul_overflow(s, 1000000000, &ns) ||
	    __builtin_add_overflow(ns, us * 1000, ret_ns))
		return false;
	return true;
}

/* STEP ok [WHAT] t=TIME, or STEP failed WHAT: errno N. */
static void on_step(struct console *c, struct text line)
{
	const struct text whole = line;
	struct text step, verdict, word = { NULL, 0 };
	uint64_t ns;

	if (!text_until(&line, ' ', &step) || !text_until(&line, ' ', &verdict))
		return;
	if (verdict.len == 6 && memcmp(verdict.at, "failed", 6) == 0)
		note_failure(c, whole);
	if (verdict.len != 2 || memcmp(verdict.at, "ok", 2) != 0)
		return;
	while (text_until(&line, ' ', &word))
		; /* the time is the last word */
	if (text_skip(&word, "t=") && read_time(word, &ns))
		boot_add_stage(&c->steps, step, ns);
}

static void on_version(struct console *c, struct text line)
{
	struct text release;

	if (text_until(&line, ' ', &release) && release.len < sizeof(c->kernel_release))
		text_copy(release, c->kernel_release, sizeof(c->kernel_release));
}

static void on_panic(struct console *c, struct text line)
{
	c->result = "panic";
	text_skip(&line, ": ");
	note_failure(c, line);
}

static void on_poweroff(struct console *c, struct text line)
{
	(void)line;
	c->result = c->result ? c->result : "poweroff";
}

static void on_reboot(struct console *c, struct text line)
{
	(void)line;
	c->result = c->result ? c->result : "reboot";
}

static const struct {
	const char *prefix;
	void (*take)(struct console *c, struct text rest);
} patterns[] = {
	{ "hvkit: mark=", on_mark },
	{ "hvkit-init: memory total_kib=", on_memory },
	{ "hvkit-init: ", on_step },
	{ "Linux version ", on_version },
	{ "Kernel panic - not syncing", on_panic },
	{ "reboot: Power down", on_poweroff },
	{ "reboot: Restarting system", on_reboot },
};

static void take_line(struct console *c, struct text line)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	skip_stamp(&line);
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct text rest = line;

		if (text_skip(&rest, patterns[i].prefix)) {
			patterns[i].take(c, rest);
			return;
		}
	}
}

void console_parse(const char *text, size_t len, struct console *ret_console)
{
	struct text rest = { text, len }, line;

	memset(ret_console, 0, sizeof(*ret_console));
	while (text_until(&rest, '\n', &line))
		take_line(ret_console, line);
}
