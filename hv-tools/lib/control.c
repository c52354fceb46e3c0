// SPDX-License-Identifier: GPL-2.0-only
#include "control.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>

static int start_listening(struct control *c);

static void cut_off(struct control *c)
{
	player_done(&c->player);
	reactor_unwatch(&c->watch);
	hv_auto_close(&c->fd);
	json_decref(c->id);
	c->fd = -1;
	c->id = NULL;
	c->in_len = 0;
	c->dead = false;
	if (c->listen_fd >= 0)
		start_listening(c);
}

/* All of it, or the client is dead. */
static void put(struct control *c, const char *bytes, size_t len)
{
	struct pollfd writable = { .fd = c->fd, .events = POLLOUT };

	while (len > 0 && !c->dead) {
		const ssize_t n = write(c->fd, bytes, len);

		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
		c->dead =
			n < 0 && (errno != EAGAIN || poll(&writable, 1, CONTROL_PATIENCE_MS) <= 0);
	}
}

/* May be called by the player, which cutting off would pull away under its feet: on_input() sees to it. */
static void send_line(void *ctx, const char *line, size_t len)
{
	struct control *c = ctx;

	put(c, line, len);
	put(c, "\n", 1);
	if (c->dead)
		shutdown(c->fd, SHUT_RDWR); /* wakes on_input() */
}

/* Words may quote what a client sent, cut in the middle of a character: then they are no JSON string. */
static json_t *words_of(const char *error)
{
	json_t *words = error ? json_string(error) : NULL;
	char plain[sizeof(((struct call *)0)->error)];

	if (!error || words)
		return words;
	snprintf(plain, sizeof(plain), "%s", error);
	for (char *at = plain; *at; at++)
		*at = *at & 0x80 ? '?' : *at;
	return json_string(plain);
}

/* The reply to the command that is done. */
static void reply(void *ctx, const char *error)
{
	struct control *c = ctx;
	json_t *answer =
		json_pack("{s:O?, s:b, s:o*}", "id", c->id, "ok", !error, "error", words_of(error));
	char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;

	if (text)
		send_line(c, text, strlen(text));
	free(text);
	json_decref(answer);
	json_decref(c->id);
	c->id = NULL;
}

/* ["kvp", "get", ...]: words as they are. */
static int words_from_array(struct words *w, const json_t *array)
{
	char *to = w->text, *end = w->text + sizeof(w->text);

	w->count = 0;
	if (json_array_size(array) > COMMAND_MAX_WORDS)
		return -E2BIG;
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *word = json_string_value(json_array_get(array, i));
		const size_t len = word ? strlen(word) + 1 : 0;

		if (!word || len > (size_t)(end - to))
			return -EINVAL;
		w->word[w->count++] = memcpy(to, word, len);
		to += len;
	}
	w->word[w->count] = NULL;
	return 0;
}

static int take_words(struct words *w, const json_t *command)
{
	int rc = -EINVAL;

	if (json_is_array(command))
		rc = words_from_array(w, command);
	else if (json_is_string(command))
		rc = words_split(w, json_string_value(command), json_string_length(command));
	return rc == 0 && w->count == 0 ? -EINVAL : rc;
}

void control_line(struct control *c, const char *line, size_t len)
{
	json_t *request = json_loadb(line, len, 0, NULL), *waiting = c->id;
	struct call call = { .error = "" };
	int rc = -1;

	c->id = json_incref(json_object_get(request, "id"));
	if (c->player.waiting) {
		reply(c, "the command before this one still waits");
		c->id = waiting;
	} else {
		if (take_words(&c->player.words, json_object_get(request, "command")) == 0)
			rc = player_run(&c->player, &call);
		else
			call_fail(&call, "not a JSON object with a \"command\" of words");
		if (rc <= 0)
			reply(c, rc < 0 ? call.error : NULL);
	}
	json_decref(request);
}

/* Run every whole line that has come in. A line that is too long is nothing a client of ours sends. */
static void on_input(void *ctx, int fd)
{
	struct control *c = ctx;
	ssize_t n = read(fd, c->in + c->in_len, sizeof(c->in) - c->in_len);
	char *end;

	c->in_len += n > 0 ? (size_t)n : 0;
	while ((end = memchr(c->in, '\n', c->in_len))) {
		const size_t len = (size_t)(end - c->in);

		if (len > 0)
			control_line(c, c->in, len);
		c->in_len -= len + 1;
		memmove(c->in, end + 1, c->in_len);
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) || c->dead ||
	    c->in_len == sizeof(c->in))
		cut_off(c);
}

static int take_client(struct control *c, int fd)
{
	int rc;

	c->fd = fd;
	rc = player_init(&c->player, c->reactor, c->journal, c->tables);
	c->player.done = reply;
	c->player.heard = send_line;
	c->player.ctx = c;
	return rc < 0 ? rc : reactor_watch(c->reactor, &c->watch, fd, on_input, c);
}

static void on_connect(void *ctx, int fd)
{
	struct control *c = ctx;
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (client < 0)
		return;
	reactor_unwatch(&c->listening);
	if (take_client(c, client) < 0)
		cut_off(c);
}

static int start_listening(struct control *c)
{
	return reactor_watch(c->reactor, &c->listening, c->listen_fd, on_connect, c);
}

static int open_device(struct control *c)
{
	int fd = open(c->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios raw;

	if (fd < 0)
		return -errno;
	if (tcgetattr(fd, &raw) == 0) {
		cfmakeraw(&raw);
		tcsetattr(fd, TCSANOW, &raw);
	}
	return take_client(c, fd);
}

static int make_socket(struct control *c)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct sockaddr *a = (const struct sockaddr *)&address;
	mode_t mask = umask(0177);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), rc = 0;
	struct stat st;

	memcpy(address.sun_path, c->path, strlen(c->path) + 1);
	/* A plain file refuses connections, too, but is not ours to remove. */
	if (fd >= 0 && connect(fd, a, sizeof(address)) < 0 && errno == ECONNREFUSED &&
	    lstat(c->path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(c->path);
	if (fd < 0 || bind(fd, a, sizeof(address)) < 0 || listen(fd, 4) < 0)
		rc = -errno;
	umask(mask);
	if (rc < 0)
		hv_auto_close(&fd);
	return rc < 0 ? rc : fd;
}

int control_open(struct control *c, const char *path, struct reactor *reactor,
                 struct journal *journal, struct command_table *tables)
{
	struct stat st;

	*c = (struct control){ .path = path,
		               .listen_fd = -1,
		               .fd = -1,
		               .reactor = reactor,
		               .journal = journal,
		               .tables = tables };
	if (stat(path, &st) == 0 && S_ISCHR(st.st_mode))
		return open_device(c);
	if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return -ENAMETOOLONG;
	c->listen_fd = make_socket(c);
	return c->listen_fd < 0 ? c->listen_fd : start_listening(c);
}

void control_close(struct control *c)
{
	if (!c->reactor)
		return;
	if (c->listen_fd >= 0) {
		reactor_unwatch(&c->listening);
		hv_auto_close(&c->listen_fd);
		unlink(c->path);
	}
	c->listen_fd = -1;
	cut_off(c);
	c->reactor = NULL;
}
