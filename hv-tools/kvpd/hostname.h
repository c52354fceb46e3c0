/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's name as the host is told it: the host name when it has a domain, else its full form from
 * hosts(5), else the one that DNS knows, else the host name as it is. It is read anew each time, so that it
 * is right after cloud-init has set it; DNS is asked again when it changes.
 */
#pragma once
#include "log.h"
#include "resolver.h"

struct hostname {
	int root; /* folder that /etc and /proc are below */
	struct hv_log *log;
	struct resolver resolver;  /* the caller sets loop, and ask in tests */
	char asked[RESOLVER_NAME]; /* the host name that DNS was last asked about, */
	char found[RESOLVER_NAME]; /* and what it said; "" = nothing */
	uint64_t asked_ns;
	struct hv_loop_source source;
};

/* Watch for changes, from the kernel's own file of the name, where it can be watched. */
void hostname_init(struct hostname *h);
void hostname_done(struct hostname *h);

/*
 * The name into @ret of RESOLVER_NAME bytes; "" when there is none. Asks DNS where that could find a better
 * one.
 */
void hostname_full(struct hostname *h, char *ret);
