// SPDX-License-Identifier: GPL-2.0-only
/* The control socket, with real clients: what they may say, what they hear, and how they go. */
#include "control.h"
#include "lib_run.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>

static struct control control;
static char heard[1 << 16];

static int do_note(struct call *c)
{
	journal_event(&journal, "noted", TEXT("what", c->argv[0]));
	return 0;
}

static int do_hex(struct call *c)
{
	uint8_t bytes[8];
	size_t size;

	return call_hex(c, 0, bytes, sizeof(bytes), &size);
}

static const struct command commands[] = {
	{ "note", "WHAT", 1, 1, do_note },
	{ "hex", "HEX", 1, 1, do_hex },
	{ 0 },
};
static struct command_table table = { commands, NULL, NULL };

static void start(void)
{
	signal(SIGPIPE, SIG_IGN);
	run_init();
	is_int(control_open(&control, run_path("c"), &reactor, &journal, &table), 0);
}

static void finish(void)
{
	control_close(&control);
	control_close(&control);
	is_true(reactor.timers == NULL);
	is_true(journal.watches == NULL);
	is_int(access(run_path("c"), F_OK), -1);
	run_remove_folder();
	run_done();
}

static int join(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	strcpy(address.sun_path, run_path("c"));
	is_int(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* Let the host work and read what has come, without the times of events. "gone" when it hung up. */
static const char *hear(int client)
{
	static char raw[sizeof(heard)];
	char *to = heard;
	ssize_t n;

	run_for(4);
	n = read(client, raw, sizeof(raw) - 1);
	raw[n > 0 ? n : 0] = '\0';
	for (const char *at = raw; *at; at++) {
		if (strncmp(at, "\"at_ns\":", 8) == 0)
			at += strcspn(at, ",") + 1;
		*to++ = *at;
	}
	strcpy(to, n == 0 ? "gone" : "");
	return heard;
}

static const char *say(int client, const char *text)
{
	is_int(write(client, text, strlen(text)), strlen(text));
	return hear(client);
}

#define NOTED(what) "{\"event\":\"noted\",\"what\":\"" what "\"}\n"

static void commands_come_in_two_forms(void)
{
	int client;

	start();
	client = join();
	is_string(say(client, "{\"id\":1,\"command\":\"note \\\"a b\\\"\"}\n"),
	          "{\"id\":1,\"ok\":true}\n" NOTED("a b"));
	is_string(say(client, "{\"id\":2,\"command\":[\"note\",\"a # \\\"b\"]}\n"),
	          "{\"id\":2,\"ok\":true}\n" NOTED("a # \\\"b"));
	is_string(say(client, "{\"id\":3,\"command\":[\"note\"]}\n"),
	          "{\"id\":3,\"ok\":false,\"error\":\"usage: note WHAT\"}\n");
	is_string(say(client, "{\"id\":4,\"command\":\"what is it\"}\n"),
	          "{\"id\":4,\"ok\":false,\"error\":\"no such command: what is\"}\n");
	close(client);
	finish();
}

static void the_id_comes_back_as_it_was(void)
{
	static const char *const ids[] = {
		"0",
		"-5",
		"\"x\"",
		"null",
		"true",
		"1.5",
		"[1,{\"a\":[]}]",
		"{\"k\":\"v\"}",
		"\"\303\274\"",
	};
	char text[128];
	int client;

	start();
	client = join();
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		snprintf(text, sizeof(text), "{\"id\":%s,\"command\":\"hex 00\"}\n", ids[i]);
		say(client, text);
		snprintf(text, sizeof(text), "{\"id\":%s,\"ok\":true}\n", ids[i]);
		is_string(heard, text);
	}
	is_string(say(client, "{\"command\":\"hex 00\"}\n"), "{\"id\":null,\"ok\":true}\n");
	close(client);
	finish();
}

static void what_is_no_request_is_refused(void)
{
	static const char *const wrong[] = {
		"x",
		"{",
		"null",
		"[]",
		"[\"note\",\"a\"]",
		"\"note a\"",
		"{}",
		"{\"command\":7}",
		"{\"command\":null}",
		"{\"command\":{}}",
		"{\"command\":\"\"}",
		"{\"command\":\"# note a\"}",
		"{\"command\":\"note \\\"a\"}",
		"{\"command\":\"note\\na\"}",
		"{\"command\":[]}",
		"{\"command\":[\"note\",5]}",
		"{\"command\":[[\"note\"],\"a\"]}",
		"{\"command\":\"note a\"} x",
		"{\"command\":\"note \xff\"}",
		"\r",
	};
	char text[512];
	int client;

	start();
	client = join();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(text, sizeof(text), "%s\n", wrong[i]);
		is_string(say(client, text),
		          "{\"id\":null,\"ok\":false,\"error\":\"not a JSON object with a "
		          "\\\"command\\\" of words\"}\n");
	}
	is_string(say(client, "\n\n"), ""); /* nothing said */
	is_string(say(client, "{\"id\":1,\"command\":\"note a\"}\r\n"),
	          "{\"id\":1,\"ok\":true}\n" NOTED("a"));
	close(client);
	finish();
}

static void an_array_has_as_many_words_as_a_line(void)
{
	char text[256] = "{\"id\":1,\"command\":[\"what\"";
	int client;

	start();
	client = join();
	for (int i = 1; i < COMMAND_MAX_WORDS; i++)
		strcat(text, ",\"\"");
	strcat(text, "]}\n");
	is_string(say(client, text),
	          "{\"id\":1,\"ok\":false,\"error\":\"no such command: what \"}\n");
	strcpy(strchr(text, ']'), ",\"\"]}\n");
	is_true(strstr(say(client, text), "of words") != NULL);
	close(client);
	finish();
}

static void words_that_are_cut_within_a_character_are_told_all_the_same(void)
{
	char text[1024] = "{\"id\":1,\"command\":\"hex a\303\274 x\"}\n";
	int client;

	start();
	client = join();
	say(client, "{\"id\":1,\"command\":[\"hex\",\"a\303\274b\"]}\n");
	is_string(heard,
	          "{\"id\":1,\"ok\":false,\"error\":\"'a?' is not a byte in hexadecimal\"}\n");
	for (int shift = 0; shift < 2; shift++) { /* longer than a reason can be */
		strcpy(text, shift ? "{\"id\":2,\"command\":\"x" : "{\"id\":2,\"command\":\"");
		for (int i = 0; i < 300; i++)
			strcat(text, "\303\274");
		strcat(text, "\"}\n");
		say(client, text);
		is_true(strncmp(heard,
		                "{\"id\":2,\"ok\":false,\"error\":\"no such command: ", 44) == 0);
		is_true(strstr(heard, "\"}\n") != NULL);
	}
	close(client);
	finish();
}

static void one_command_waits_at_a_time(void)
{
	int client;

	start();
	client = join();
	is_string(say(client, "{\"id\":\"w\",\"command\":\"expect noted what=b\"}\n"), "");
	is_string(
		say(client, "{\"id\":2,\"command\":\"note b\"}\n"),
		"{\"id\":2,\"ok\":false,\"error\":\"the command before this one still waits\"}\n");
	is_string(
		say(client, "nonsense\n"),
		"{\"id\":null,\"ok\":false,\"error\":\"the command before this one still waits\"}\n");
	journal_event(&journal, "noted", TEXT("what", "b"));
	is_string(hear(client), NOTED("b") "{\"id\":\"w\",\"ok\":true}\n");
	is_string(say(client, "{\"id\":3,\"command\":\"note c\"}\n"),
	          "{\"id\":3,\"ok\":true}\n" NOTED("c"));
	is_string(say(client, "{\"id\":4,\"command\":\"expect nothing within 0\"}\n"),
	          "{\"id\":4,\"ok\":false,\"error\":\"not in time\"}\n");
	close(client);
	finish();
}

static void bytes_come_as_they_like(void)
{
	static const char line[] = "{\"id\":1,\"command\":\"note a\"}\n";
	int client;

	start();
	client = join();
	for (const char *at = line; *at; at++)
		is_string(say(client, (char[]){ *at, '\0' }),
		          *at == '\n' ? "{\"id\":1,\"ok\":true}\n" NOTED("a") : "");
	is_string(
		say(client,
	            "{\"id\":1,\"command\":\"hex 00\"}\n{\"id\":2,\"command\":\"hex 0\"}\n{\"id\""),
		"{\"id\":1,\"ok\":true}\n{\"id\":2,\"ok\":false,\"error\":\"argument 1 is not up to 8 "
		"bytes in hexadecimal\"}\n");
	is_string(say(client, ":3,\"command\":\"hex 00\"}\n"), "{\"id\":3,\"ok\":true}\n");
	close(client);
	finish();
}

static void a_line_without_end_is_the_end(void)
{
	static char text[CONTROL_LINE + 1];
	int client;

	start();
	client = join();
	memset(text, ' ', CONTROL_LINE);
	text[CONTROL_LINE - 1] = '\n'; /* blanks are no request, but this line is one that fits */
	is_true(strncmp(say(client, text), "{\"id\":null,\"ok\":false", 20) == 0);
	text[CONTROL_LINE - 1] = ' ';
	is_string(say(client, text), "gone");
	close(client);
	client = join(); /* but not for others */
	is_string(say(client, "{\"id\":1,\"command\":\"hex 00\"}\n"), "{\"id\":1,\"ok\":true}\n");
	close(client);
	finish();
}

static void others_wait_until_a_client_goes(void)
{
	int first, second;

	start();
	first = join();
	is_string(say(first, "{\"id\":1,\"command\":\"expect never\"}\n"), "");
	second = join();
	is_string(say(second, "{\"id\":2,\"command\":\"hex 00\"}\n"), "");
	close(first);
	is_string(hear(second), "{\"id\":2,\"ok\":true}\n");
	is_true(!control.player.waiting); /* what the first one waited for went with it */
	journal_event(&journal, "noted", TEXT("what", "x"));
	is_string(hear(second), NOTED("x"));
	close(second);
	finish();
}

static void a_client_that_vanishes_hurts_nobody(void)
{
	int client;

	start();
	for (int i = 0; i < 3; i++) {
		client = join();
		run_for(3);
		is_int(write(client, "{\"id\":1,\"command\":\"note a\"}\n", 27), 27);
		close(client); /* with the answer unread, and events to come */
		for (int n = 0; n < 10; n++)
			journal_event(&journal, "noted", TEXT("what", "x"));
		run_for(5);
		is_int(control.fd, -1);
	}
	client = join();
	is_string(say(client, "{\"id\":1,\"command\":\"hex 00\"}\n"), "{\"id\":1,\"ok\":true}\n");
	close(client);
	finish();
}

static void the_host_may_end_with_a_client_there(void)
{
	int client;

	start();
	client = join();
	is_string(say(client, "{\"id\":[1],\"command\":\"expect never\"}\n"), "");
	finish();
	is_int(read(client, heard, sizeof(heard)), 0);
	close(client);
}

static void the_socket_is_its_owners(void)
{
	struct stat st;
	mode_t mask = umask(0);

	start();
	is_int(umask(mask), 0); /* as it was */
	is_int(stat(run_path("c"), &st), 0);
	is_true(S_ISSOCK(st.st_mode));
	is_int(st.st_mode & 0777, 0600);
	finish();
}

static void a_live_socket_is_not_taken(void)
{
	struct control second;
	int client;

	start();
	is_int(control_open(&second, run_path("c"), &reactor, &journal, &table), -EADDRINUSE);
	control_close(&second);
	is_int(access(run_path("c"), F_OK), 0);
	run_for(3);
	client = join();
	is_string(say(client, "{\"id\":1,\"command\":\"hex 00\"}\n"), "{\"id\":1,\"ok\":true}\n");
	close(client);
	finish();
}

static void a_dead_socket_is_replaced(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(address.sun_path, run_path("c"));
	is_int(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
	is_int(access(run_path("c"), F_OK), 0);
	start();
	fd = join();
	is_string(say(fd, "{\"id\":1,\"command\":\"hex 00\"}\n"), "{\"id\":1,\"ok\":true}\n");
	close(fd);
	unlink(run_path("c")); /* somebody tidied up: closing does not mind */
	finish();
}

static void what_is_no_socket_is_left_alone(void)
{
	char text[8] = "";
	int fd;

	run_init();
	run_write(run_path("c"), "precious", 8);
	is_int(control_open(&control, run_path("c"), &reactor, &journal, &table), -EADDRINUSE);
	control_close(&control);
	fd = open(run_path("c"), O_RDONLY);
	is_int(read(fd, text, sizeof(text)), 8);
	is_true(memcmp(text, "precious", 8) == 0);
	close(fd);
	unlink(run_path("c"));
	is_int(mkdir(run_path("c"), 0700), 0);
	is_int(control_open(&control, run_path("c"), &reactor, &journal, &table), -EADDRINUSE);
	control_close(&control);
	is_int(rmdir(run_path("c")), 0);
	run_remove_folder();
	run_done();
}

static void paths_that_cannot_be_are_told(void)
{
	char path[200];

	run_init();
	memset(path, 'x', sizeof(path));
	path[108] = '\0';
	is_int(control_open(&control, path, &reactor, &journal, &table), -ENAMETOOLONG);
	control_close(&control);
	is_int(control_open(&control, "/nonexistent/c", &reactor, &journal, &table), -ENOENT);
	control_close(&control);
	run_done();
}

static void a_terminal_is_a_client_for_good(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	is_int(grantpt(master), 0);
	is_int(unlockpt(master), 0);
	run_init();
	is_int(control_open(&control, ptsname(master), &reactor, &journal, &table), 0);
	/* raw: what is said is not echoed, and no line end is changed */
	is_string(say(master, "{\"id\":1,\"command\":\"note a\"}\n"),
	          "{\"id\":1,\"ok\":true}\n" NOTED("a"));
	is_string(say(master, "{\"id\":2,\"command\":\"expect noted within 0\"}\n"),
	          "{\"id\":2,\"ok\":true}\n");
	close(master);
	run_for(5);
	is_int(control.fd, -1);
	journal_event(&journal, "noted", TEXT("what", "x"));
	run_for(3);
	control_close(&control);
	run_done();
}

TAP_MAIN(TAP_CASE(commands_come_in_two_forms), TAP_CASE(the_id_comes_back_as_it_was),
         TAP_CASE(what_is_no_request_is_refused), TAP_CASE(an_array_has_as_many_words_as_a_line),
         TAP_CASE(words_that_are_cut_within_a_character_are_told_all_the_same),
         TAP_CASE(one_command_waits_at_a_time), TAP_CASE(bytes_come_as_they_like),
         TAP_CASE(a_line_without_end_is_the_end), TAP_CASE(others_wait_until_a_client_goes),
         TAP_CASE(a_client_that_vanishes_hurts_nobody),
         TAP_CASE(the_host_may_end_with_a_client_there), TAP_CASE(the_socket_is_its_owners),
         TAP_CASE(a_live_socket_is_not_taken), TAP_CASE(a_dead_socket_is_replaced),
         TAP_CASE(what_is_no_socket_is_left_alone), TAP_CASE(paths_that_cannot_be_are_told),
         TAP_CASE(a_terminal_is_a_client_for_good))
