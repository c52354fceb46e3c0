// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a client of the control socket sends. The bytes before the first NUL come in one go, the others line
 * by line; in between an event of the last line's text comes. Every line of the host's must be JSON, and
 * every line of the client's gets one reply, but for a command that waits.
 */
#include "control.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct reactor reactor;
static struct journal journal;
static struct control control;
static int client;
static unsigned int replies;

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static int note(struct call *c)
{
	journal_event(&journal, "note", TEXT("a", c->argv[0]));
	return 0;
}

static int hex(struct call *c)
{
	uint8_t bytes[64];
	size_t size;

	return call_hex(c, 0, bytes, sizeof(bytes), &size);
}

static const struct command commands[] = {
	{ "note", "WORD", 1, 1, note },
	{ "hex", "HEX", 1, 1, hex },
	{ 0 },
};
static struct command_table table = { commands, NULL, NULL };

static void start(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/hvkit-fuzz-%d", getpid());
	check(reactor_init(&reactor) == 0 && journal_init(&journal) == 0);
	check(control_open(&control, address.sun_path, &reactor, &journal, &table) == 0);
	client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	check(connect(client, (const struct sockaddr *)&address, sizeof(address)) == 0);
	control.listening.fn(control.listening.ctx, control.listen_fd);
	check(control.fd >= 0);
}

static void stop(void)
{
	close(client);
	control_close(&control);
	check(!reactor.timers && !journal.watches);
	journal_close(&journal);
	reactor_done(&reactor);
}

static void read_one(const char *line, size_t len)
{
	json_t *said = json_loadb(line, len, JSON_DECODE_INT_AS_REAL, NULL);
	const json_t *ok = json_object_get(said, "ok");

	check(json_is_object(said));
	if (ok) {
		check(json_is_boolean(ok) && json_object_get(said, "id"));
		check(json_is_true(ok) != json_is_string(json_object_get(said, "error")));
		replies++;
	} else {
		check(json_is_string(json_object_get(said, "event")));
	}
	json_decref(said);
}

static void read_all(void)
{
	static char text[1 << 20];
	ssize_t n;
	size_t len = 0;

	while ((n = read(client, text + len, sizeof(text) - len)) > 0)
		len += (size_t)n;
	for (char *at = text, *end; (end = memchr(at, '\n', len)); at = end + 1) {
		read_one(at, (size_t)(end - at));
		len -= (size_t)(end - at) + 1;
	}
	check(len == 0);
}

/* The host's turn: all that the loop would find to do. */
static void turn(void)
{
	if (control.fd >= 0)
		control.watch.fn(control.watch.ctx, control.fd);
	if (control.fd >= 0)
		control.player.wake.fn(control.player.wake.ctx, control.player.wake_fd);
	read_all();
}

static void send_bytes(const uint8_t *data, size_t size)
{
	for (size_t n; size > 0 && control.fd >= 0; data += n, size -= n) {
		n = size < CONTROL_LINE ? size : CONTROL_LINE;
		check(write(client, data, n) == (ssize_t)n);
		turn();
	}
}

static void send_line(const uint8_t *line, size_t len)
{
	const bool waited = control.player.waiting;
	char text[64];

	if (control.fd < 0 || control.in_len > 0 || len + 1 >= CONTROL_LINE || len == 0)
		return;
	replies = 0;
	send_bytes(line, len);
	send_bytes((const uint8_t *)"\n", 1);
	check(replies == 1 || (replies == 0 && !waited && control.player.waiting) ||
	      (replies == 2 && waited && !control.player.waiting));
	snprintf(text, sizeof(text), "%.*s", (int)len, (const char *)line);
	journal_event(&journal,
	              control.player.waiting && control.player.event ? control.player.event
	                                                             : "other",
	              TEXT("a", text), NUMBER("n", len << 56));
	turn();
	if (len % 2 && control.player.waiting) {
		timer_cancel(&reactor, &control.player.deadline);
		control.player.deadline.fn(control.player.deadline.ctx);
		turn();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
	const size_t first = end ? (size_t)(end - data) : size;

	start();
	send_bytes(data, first);
	if (control.fd >= 0 && control.in_len > 0)
		send_bytes((const uint8_t *)"\n", 1);
	for (data += first, size -= first; size > 1; data = end) {
		data++;
		size--;
		end = memchr(data, '\n', size);
		end = end ? end : data + size;
		send_line(data, (size_t)(end - data));
		size -= (size_t)(end - data);
	}
	stop();
	return 0;
}
