/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A daemon that goes on in the background, as daemon(3) has it, but in its own time: who called sees its errors
 * until it is ready, and its exit code when it ends before.
 */
#pragma once
#include "log.h"

struct hv_background {
	int fd; /* to the one who called and waits; -1 = nobody does */
};

/*
 * Fork. 0 in the daemon, which is to go on; 1 for who called, once the daemon is ready or has ended, with
 * @ret_code to exit with; -errno.
 */
int hv_background_begin(struct hv_background *b, int *ret_code);
/* Who called may end; the log goes on to the system's, or to nowhere where there is none. */
void hv_background_ready(struct hv_background *b, struct hv_log *log);

/* Descriptors 0 to 2 are taken, so that none of ours is mistaken for a stream. 0 or -errno. */
int hv_background_fill_streams(void);
