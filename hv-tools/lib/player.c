// SPDX-License-Identifier: GPL-2.0-only
#include "player.h"
#include "auto.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#define EXPECT_NS  (10 * NS_PER_S)
#define REFUSE_NS  (1 * NS_PER_S)
#define MAX_WAIT_S 3600

/* In any thread: take note and wake the loop. */
static void on_event(void *ctx, const char *line, size_t len)
{
	struct player_event *event = malloc(sizeof(*event) + len + 1);
	struct player *p = ctx;

	if (!event)
		return;
	*event = (struct player_event){ .len = len };
	memcpy(event->line, line, len);
	event->line[len] = '\0';
	pthread_mutex_lock(&p->lock);
	*p->inbox_end = event;
	p->inbox_end = &event->next;
	pthread_mutex_unlock(&p->lock);
	eventfd_write(p->wake_fd, 1);
}

/* Take the event at @at out of those kept. */
static void drop_event(struct player *p, struct player_event **at)
{
	struct player_event *event = *at;

	*at = event->next;
	if (!*at)
		p->events_end = at;
	p->event_count--;
	free(event);
}

static void forget_events(struct player *p)
{
	while (p->events)
		drop_event(p, &p->events);
}

/* Hear what has come in. */
static void collect(struct player *p)
{
	struct player_event *event, *next;

	pthread_mutex_lock(&p->lock);
	event = p->inbox;
	p->inbox = NULL;
	p->inbox_end = &p->inbox;
	pthread_mutex_unlock(&p->lock);
	for (; event; event = next) {
		next = event->next;
		event->next = NULL;
		*p->events_end = event;
		p->events_end = &event->next;
		p->event_count++;
		if (p->heard)
			p->heard(p->ctx, event->line, event->len);
	}
	while (p->event_count > PLAYER_MAX_EVENTS)
		drop_event(p, &p->events);
}

static const char *as_text(const json_t *value, char *buffer, size_t size)
{
	if (json_is_integer(value))
		snprintf(buffer, size, "%llu", (unsigned long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(buffer, size, "%.0f", json_real_value(value));
	else if (json_is_boolean(value))
		snprintf(buffer, size, "%s", json_is_true(value) ? "true" : "false");
	else
		return json_is_string(value) ? json_string_value(value) : "";
	return buffer;
}

/* Numbers may be written in hexadecimal. */
static bool same_number(const json_t *value, const char *text)
{
	char *end;

	return json_is_integer(value) && *text &&
	       strtoull(text, &end, 0) == (unsigned long long)json_integer_value(value) && !*end;
}

static bool field_matches(const struct player_field *f, const json_t *event)
{
	const json_t *value = json_object_get(event, f->name);
	char buffer[24];
	const char *text = as_text(value, buffer, sizeof(buffer));

	if (!value)
		return false;
	if (f->contains)
		return strstr(text, f->value) != NULL;
	return strcmp(text, f->value) == 0 || same_number(value, f->value);
}

bool player_matches(const struct player *p, const char *line, size_t len)
{
	json_t *event = json_loadb(line, len, 0, NULL);
	const char *name;
	bool matches;

	if (!event) /* a number beyond 2^63, which jansson does not take as an integer */
		event = json_loadb(line, len, JSON_DECODE_INT_AS_REAL, NULL);
	name = json_string_value(json_object_get(event, "event"));
	matches = name && strcmp(name, p->event) == 0;
	for (unsigned int i = 0; matches && i < p->field_count; i++)
		matches = field_matches(&p->fields[i], event);
	json_decref(event);
	return matches;
}

static void finish(struct player *p, const char *error)
{
	p->waiting = false;
	timer_cancel(p->reactor, &p->deadline);
	p->done(p->ctx, error);
}

/* Is what is waited for among the events? It is taken out. */
static bool look(struct player *p)
{
	for (struct player_event **at = &p->events; *at; at = &(*at)->next)
		if (player_matches(p, (*at)->line, (*at)->len)) {
			drop_event(p, at);
			return true;
		}
	return false;
}

static const char *const happened = "it happened", *const not_in_time = "not in time";

static void on_deadline(void *ctx)
{
	struct player *p = ctx;

	/* What came in time may not have been heard yet: a late loop has both to do. */
	collect(p);
	if (p->event && look(p))
		finish(p, p->refuse ? happened : NULL);
	else
		finish(p, p->event && !p->refuse ? not_in_time : NULL);
}

static void on_wake(void *ctx, int fd)
{
	struct player *p = ctx;

	hv_fd_drain(fd);
	collect(p);
	if (p->waiting && p->event && look(p))
		finish(p, p->refuse ? happened : NULL);
}

static int parse_seconds(struct call *call, const char *text, uint64_t *ret_ns)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !(seconds >= 0 && seconds <= MAX_WAIT_S))
		return call_fail(call, "'%s' is not a number of seconds up to %d", text,
		                 MAX_WAIT_S);
	*ret_ns = (uint64_t)(seconds * (double)NS_PER_S);
	return 0;
}

/* "NAME=VALUE" or "NAME~TEXT", cut in two where it stands. */
static int parse_field(struct call *call, char *word, struct player_field *field)
{
	char *sign = word + strcspn(word, "=~");

	if (sign == word || !*sign)
		return call_fail(call, "'%s' is neither FIELD=VALUE nor FIELD~TEXT", word);
	*field = (struct player_field){ word, sign + 1, *sign == '~' };
	*sign = '\0';
	return 0;
}

static int begin_wait(struct player *p, struct call *call, uint64_t wait_ns, bool refuse)
{
	int fields = call->argc - 1;

	if (fields >= 2 && strcmp(call->argv[fields - 1], "within") == 0) {
		if (parse_seconds(call, call->argv[fields], &wait_ns) < 0)
			return -1;
		fields -= 2;
	}
	if (fields > PLAYER_MAX_FIELDS)
		return call_fail(call, "more than %d fields", PLAYER_MAX_FIELDS);
	p->event = call->argv[0];
	p->refuse = refuse;
	for (p->field_count = 0; p->field_count < (unsigned int)fields; p->field_count++)
		if (parse_field(call, call->argv[1 + p->field_count], &p->fields[p->field_count]) <
		    0)
			return -1;
	if (look(p))
		return refuse ? call_fail(call, "%s", happened) : 0;
	p->waiting = true;
	timer_set(p->reactor, &p->deadline, wait_ns);
	return 1;
}

static int run_expect(struct call *call)
{
	return begin_wait(call->ctx, call, EXPECT_NS, false);
}

static int run_refuse(struct call *call)
{
	return begin_wait(call->ctx, call, REFUSE_NS, true);
}

static int run_pause(struct call *call)
{
	struct player *p = call->ctx;
	uint64_t ns;

	if (parse_seconds(call, call->argv[0], &ns) < 0)
		return -1;
	p->event = NULL;
	p->waiting = true;
	timer_set(p->reactor, &p->deadline, ns);
	return 1;
}

static const struct command commands[] = {
	{ "expect", "EVENT [FIELD=VALUE | FIELD~TEXT]... [within S]", 1, COMMAND_MAX_WORDS,
	  run_expect },
	{ "refuse", "EVENT [FIELD=VALUE | FIELD~TEXT]... [within S]", 1, COMMAND_MAX_WORDS,
	  run_refuse },
	{ "pause", "S", 1, 1, run_pause },
	{ 0 },
};

int player_check(const struct player *p, const struct words *words, struct call *call)
{
	const struct command *command;

	return command_find(&p->own, words, call, &command);
}

int player_run(struct player *p, struct call *call)
{
	const struct command *command;

	if (command_find(&p->own, &p->words, call, &command) < 0)
		return -1;
	collect(p);
	if (call->ctx != p) /* a command that does something: from here on, events are its */
		forget_events(p);
	return command->run(call);
}

int player_init(struct player *p, struct reactor *reactor, struct journal *journal,
                struct command_table *tables)
{
	*p = (struct player){
		.reactor = reactor,
		.journal = journal,
		.own = { commands, p, tables },
		.watch = { .fn = on_event, .ctx = p },
		.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.deadline = { .fn = on_deadline, .ctx = p },
	};
	p->inbox_end = &p->inbox;
	p->events_end = &p->events;
	if (p->wake_fd < 0)
		return -errno;
	journal_watch(journal, &p->watch);
	return reactor_watch(reactor, &p->wake, p->wake_fd, on_wake, p);
}

void player_done(struct player *p)
{
	if (!p->reactor)
		return;
	journal_unwatch(p->journal, &p->watch);
	reactor_unwatch(&p->wake);
	timer_cancel(p->reactor, &p->deadline);
	hv_auto_close(&p->wake_fd);
	p->heard = NULL;
	collect(p);
	forget_events(p);
	p->reactor = NULL;
}
