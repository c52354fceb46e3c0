/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asking for a host's full name, which may wait for servers that do not answer, in a process of its own: the
 * daemon goes on meanwhile, and does not load what the C library needs for it.
 */
#pragma once
#include "loop.h"
#include <stddef.h>
#include <sys/types.h>

enum { RESOLVER_NAME = 256, RESOLVER_DEADLINE_S = 20 };

/* The full name of @host into @ret of RESOLVER_NAME bytes. 0 or a negative number. */
typedef int resolver_fn(const char *host, char *ret);

struct resolver {
	struct hv_loop *loop;
	resolver_fn *ask; /* NULL: getaddrinfo(3) */
	/* Told how it ended, once for each start; "" = no such name. */
	void (*done)(void *ctx, const char *name);
	void *ctx;
	pid_t pid; /* 0 = none is at work */
	struct hv_loop_source source;
};

/* Begin. 0; -EBUSY: the last has not ended; -errno. */
int resolver_start(struct resolver *r, const char *host);
/* End what is at work; done is not called. */
void resolver_stop(struct resolver *r);
