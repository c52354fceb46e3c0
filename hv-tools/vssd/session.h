/* SPDX-License-Identifier: GPL-2.0-only */
/* A freeze as who asks for it sees it: a watchdog to start, to order, and to hear of. */
#pragma once
#include "context.h"
#include "table.h"
#include "watchdog.h"
#include <sys/types.h>

struct vss_session {
	int fd; /* readable when the watchdog has a word, or has ended; -1 = no session */
	pid_t watchdog;
	struct vss_table *table; /* what came of each; read it once the watchdog has ended */
	bool told;               /* it has said how it went */
};

/*
 * Fork the watchdog, which keeps no descriptor but the standard ones and those of @c. 0 or -errno; in the
 * child it does not return.
 */
int vss_session_begin(const struct vss_context *c, struct vss_session *session);
void vss_session_thaw(const struct vss_session *session);

/* The next word: enum vss_word; 0 when the watchdog has ended; -EAGAIN. */
int vss_session_hear(struct vss_session *session);

/* After its end: thaw what it left, should it have been killed. 0; -EIO for one that was. */
int vss_session_end(const struct vss_context *c, struct vss_session *session);
