/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Without --no-daemon: on in the background. The one who called sees errors up to the registration, and
 * its end.
 */
#pragma once
#include "log.h"

struct vss_background {
	int fd; /* to the parent, which waits; -1 = there is none */
};

/* Fork. The parent ends with 0 when the child is ready, or with the child's exit code. 0 or -errno. */
int vss_background_begin(struct vss_background *b);
/* The parent may end; the log goes on to the system's, or to nowhere where there is none. */
void vss_background_ready(struct vss_background *b, struct hv_log *log);

/* Descriptors 0 to 2 are taken, so that none of ours is mistaken for a stream. */
void vss_background_fill_streams(void);
