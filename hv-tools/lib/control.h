/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A control socket: a program gives commands and hears events, one JSON object per line. In:
 * {"id": ANY, "command": "kvp enumerate guest"} or "command": ["kvp", "enumerate", "guest"]. Out: every
 * event as in the event log, and for each command {"id": ANY, "ok": true} or {"id": ANY, "ok": false,
 * "error": WORDS}. A command that comes while another still waits is refused.
 *
 * One client at a time; others wait to be accepted. A client that does not read what it is sent is cut
 * off. Where the path is a character device, its other end is the client for good.
 */
#pragma once
#include "player.h"

enum { CONTROL_LINE = COMMAND_MAX_LINE + 256, CONTROL_PATIENCE_MS = 1000 };

struct control {
	const char *path;
	int listen_fd, fd; /* fd: the client, -1 none */
	bool dead;         /* it is to be cut off */
	struct watch listening, watch;
	struct reactor *reactor;
	struct journal *journal;
	struct command_table *tables;
	struct player player;
	char in[CONTROL_LINE];
	size_t in_len;
	json_t *id; /* of the command that waits */
};

/* 0 or -errno. A socket file nobody listens at any more is replaced. */
int control_open(struct control *c, const char *path, struct reactor *reactor,
                 struct journal *journal, struct command_table *tables);
/* Cuts off the client and removes the socket file. One of zeroes is fine. */
void control_close(struct control *c);

/* One line of the client, answered by a line to @c->fd; for its tests. */
void control_line(struct control *c, const char *line, size_t len);
