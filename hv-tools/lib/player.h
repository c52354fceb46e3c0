/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who gives commands: a scenario, or a client of the control socket. A player runs one command at a time;
 * most are done at once, "expect", "refuse" and "pause" end later. It hears every event, and keeps those
 * since its last command that did something, so that none can slip by before it is expected.
 *
 * Threads: events come from any; the rest runs in the loop, under the reactor's lock.
 */
#pragma once
#include "command.h"
#include "journal.h"
#include "reactor.h"
#include <jansson.h>

enum {
	PLAYER_MAX_EVENTS = 8192, /* kept; beyond that the oldest go */
	PLAYER_MAX_FIELDS = 8,
};

struct player_event {
	struct player_event *next;
	size_t len;
	char line[];
};

/* FIELD=VALUE, FIELD~TEXT; points into the player's words. */
struct player_field {
	const char *name, *value;
	bool contains;
};

struct player {
	struct reactor *reactor;
	struct journal *journal;
	struct command_table own; /* expect, refuse, pause; then everybody's */
	struct journal_watch watch;
	struct watch wake;
	int wake_fd;
	pthread_mutex_t lock; /* for the inbox alone, which any thread fills */
	struct player_event *inbox, **inbox_end;
	struct player_event *events, **events_end; /* heard, and since the last command */
	unsigned int event_count;

	struct words words; /* of the command being run */
	const char *event;  /* expected or refused; NULL: a pause */
	struct player_field fields[PLAYER_MAX_FIELDS];
	unsigned int field_count;
	bool refuse, waiting;
	struct timer deadline;

	/* A command that waited has come to its end: @error is NULL or the reason, for the call only. */
	void (*done)(void *ctx, const char *error);
	/* Every event as it comes, in the loop; NULL if that is of no interest. */
	void (*heard)(void *ctx, const char *line, size_t len);
	void *ctx;
};

/* Listen to @journal; @tables are everybody's commands. The caller sets done, heard, ctx. 0 or -errno. */
int player_init(struct player *p, struct reactor *reactor, struct journal *journal,
                struct command_table *tables);
void player_done(struct player *p);

/* Run what player.words holds. 0: done; 1: it waits, done() will be called; -1: reason in @call. */
int player_run(struct player *p, struct call *call);

/* Would the words run, as far as name and arguments' number can tell? 0, or -1 with the reason. */
int player_check(const struct player *p, const struct words *words, struct call *call);

/* Does the event in @line match? For expect and refuse; here for its tests. */
bool player_matches(const struct player *p, const char *line, size_t len);
