// SPDX-License-Identifier: GPL-2.0-only
/* The guest's console: into a file, and line by line to who watches. */
#include "hvhost/console.h"
#include "lib_run.h"
#include <fcntl.h>

static struct console console;
static struct journal_watch watch;
static char lines[8192]; /* the texts heard, each in brackets */
static unsigned int floods;

static void hear(void *ctx, const char *line, size_t len)
{
	const char *text = memmem(line, len, "\"text\":\"", 8), *end = line + len - 2;

	is_true(memmem(line, len, "\"event\":\"console\"", 17) != NULL);
	is_true(text && end > text);
	strcat(lines, "[");
	strncat(lines, text + 8, (size_t)(end - text - 8));
	strcat(lines, "]");
}

static void flooded(void *ctx)
{
	floods++;
}

static void start(bool watched)
{
	run_init();
	lines[0] = '\0';
	floods = 0;
	is_int(console_open(&console, run_path("console"), &reactor, &journal), 0);
	console.flooded = flooded;
	watch = (struct journal_watch){ .fn = hear };
	if (watched)
		journal_watch(&journal, &watch);
}

static void put(const char *text)
{
	for (; *text; text++)
		console_put(&console, (uint8_t)*text);
}

/* What stands in the file in the end. */
static const char *finish(void)
{
	static char text[8192];
	FILE *f;

	journal_unwatch(&journal, &watch);
	timer_cancel(&reactor, &console.pause);
	console_close(&console);
	console_close(&console);
	f = fopen(run_path("console"), "r");
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	unlink(run_path("console"));
	run_remove_folder();
	run_done();
	return text;
}

static void lines_are_told_as_they_end(void)
{
	start(true);
	put("one\r\ntwo\n\n\r\n  three");
	is_string(lines, "[one][two]");
	put("\n");
	is_string(lines, "[one][two][  three]");
	is_string(finish(), "one\r\ntwo\n\n\r\n  three\n");
}

/* What the journal has written; an unwatched console tells nothing but marks. */
static void marks_are_lines_too(void)
{
	char events[1024] = "";
	FILE *f;

	start(false);
	journal.out = f = fmemopen(events, sizeof(events), "w");
	put("[    1.409831] hvkit: mark=init tsc=1749129742\r\n");
	put("hvkit: mark=handover tsc=18446744073709551615\nhvkit: mark=kernel tsc=1\n");
	put("hvkit: mark=init\nhvkit: mark=init tsc=\nhvkit: mark=nothing tsc=2\nhvkit: mark=");
	put("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz tsc=3\n");
	journal.out = NULL;
	fclose(f);
	is_true(strstr(events, "\"name\":\"init\",\"code\":96,\"tsc\":1749129742}") != NULL);
	is_true(strstr(events,
	               "\"name\":\"handover\",\"code\":111,\"tsc\":18446744073709551615}\n") !=
	        NULL);
	is_true(strstr(strstr(events, "handover"), "name") == NULL);
	is_string(lines, "");
	finish();
}

static void controls_are_not_part_of_a_line(void)
{
	start(true);
	put("a\033[0mb\tc\bd\n\303\274 \"q\"\n");
	is_string(lines, "[a[0mb\\u0009cd][\303\274 \\\"q\\\"]");
	is_string(finish(), "a\033[0mb\tc\bd\n\303\274 \"q\"\n");
}

static void a_prompt_is_told_when_the_guest_pauses(void)
{
	start(true);
	put("one\nlogin: ");
	run_for(20);
	is_string(lines, "[one]");
	run_for(60);
	is_string(lines, "[one][login: ]");
	run_for(60);
	put("root\n"); /* the rest of the line is one of its own */
	is_string(lines, "[one][login: ][root]");
	run_for(60);
	is_string(lines, "[one][login: ][root]");
	finish();
}

static bool has_more(const void *sending)
{
	return *(const bool *)sending;
}

static void a_guest_in_the_middle_of_a_word_does_not_pause(void)
{
	bool sending = true;

	start(true);
	console.has_more = has_more;
	console.more_ctx = &sending;
	put("clea");
	run_for(120);
	is_string(lines, "");
	put("red");
	sending = false;
	run_for(120);
	is_string(lines, "[cleared]");
	finish();
}

static void a_guest_that_keeps_talking_does_not_pause(void)
{
	start(true);
	for (int i = 0; i < 8; i++) {
		put(".");
		run_for(15);
	}
	is_string(lines, "");
	run_for(70);
	is_string(lines, "[........]");
	finish();
}

static void long_lines_are_cut(void)
{
	start(true);
	for (int i = 0; i < CONSOLE_LINE; i++)
		put("x");
	is_string(lines, "");
	put("y\n");
	is_int(strlen(lines), CONSOLE_LINE + 2 + 3);
	is_string(lines + CONSOLE_LINE + 1, "][y]");
	is_int(strlen(finish()), CONSOLE_LINE + 2);
}

static void without_watchers_nobody_is_told(void)
{
	start(false);
	put("one\ntwo");
	is_true(!console.pause.armed);
	journal_watch(&journal, &watch);
	put("three\n");
	is_string(lines, "[twothree]");
	is_true(strncmp(console.tail.bytes, "one\ntwothree\n", 13) == 0);
	is_string(finish(), "one\ntwothree\n");
}

static void a_flood_is_dropped_and_told(void)
{
	start(true);
	console.limit = 10;
	put("12345\n6789");
	is_int(floods, 0);
	put("0\nx");
	is_int(floods, 3);
	is_int(console.written, 10);
	is_string(lines, "[12345]");
	is_string(finish(), "12345\n6789");
}

/* The file's lines are there for who reads along. */
static void whole_lines_are_in_the_file_at_once(void)
{
	char text[16] = "";
	int fd;

	start(false);
	put("one\n");
	fd = open(run_path("console"), O_RDONLY);
	is_int(read(fd, text, sizeof(text) - 1), 4);
	is_string(text, "one\n");
	close(fd);
	finish();
}

static void a_file_that_cannot_be_is_told(void)
{
	const int err = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

	run_init();
	dup2(null, STDERR_FILENO);
	is_int(console_open(&console, "/nonexistent/console", &reactor, &journal), -1);
	dup2(err, STDERR_FILENO);
	close(err);
	close(null);
	console_close(&console);
	run_done();
}

TAP_MAIN(TAP_CASE(lines_are_told_as_they_end), TAP_CASE(marks_are_lines_too),
         TAP_CASE(controls_are_not_part_of_a_line),
         TAP_CASE(a_prompt_is_told_when_the_guest_pauses),
         TAP_CASE(a_guest_in_the_middle_of_a_word_does_not_pause),
         TAP_CASE(a_guest_that_keeps_talking_does_not_pause), TAP_CASE(long_lines_are_cut),
         TAP_CASE(without_watchers_nobody_is_told), TAP_CASE(a_flood_is_dropped_and_told),
         TAP_CASE(whole_lines_are_in_the_file_at_once), TAP_CASE(a_file_that_cannot_be_is_told))
