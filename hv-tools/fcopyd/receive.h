/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A copy: START, WRITEs, COMPLETE or CANCEL, whichever way the messages come. One at a time; the file is at
 * its place only when all of it has arrived. Each copy, and each START that is refused, is told in the log.
 *
 * A WRITE begins at most where the last one has ended: what has come already may come again, gaps never.
 */
#pragma once
#include "log.h"
#include "message.h"
#include "policy.h"
#include "target.h"

struct receive {
	struct hv_log *log;
	int root;           /* where paths begin */
	const char *config; /* the policy, below @root */
	struct policy policy;
	struct target target;
	uint64_t size, received;
	char shown[2 *
	           TEXT_SIZE]; /* the file's path: the host's words, then where it really goes */
	bool has_hook;         /* to be run by receive_after() */
};

/* @root, @config and @log stay the caller's. What a killed daemon left is removed. */
void receive_init(struct receive *r, struct hv_log *log, int root, const char *config);

/* Do what @m asks for. The status word to answer with. */
uint32_t receive_message(struct receive *r, const struct message *m);

/* What waits until the host has its answer: the hook. */
void receive_after(struct receive *r);

/* The copy under way, if there is one, comes to nothing. */
void receive_abandon(struct receive *r, const char *why);
